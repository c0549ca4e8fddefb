import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePorts } from './free-ports.js';
import type { StoreUnderTest } from './queue-stores.js';
import { killRedis, spawnRedis } from './redis-server.js';

/** Keys that a BullMQ queue without entries has. */
const FURNITURE = /:(meta|events|id|stalled-check|marker)$/;

/** A redis-server of the test's own that writes every command to disk before it answers. */
export async function startRedisStore(): Promise<StoreUnderTest> {
  const dir = await mkdtemp(join(tmpdir(), 'steno-test-queue-redis-'));
  const [port = 0] = await freePorts(1);
  const url = `redis://127.0.0.1:${port}`;
  const settings = ['--appendonly', 'yes', '--appendfsync', 'always'];
  let server = await spawnRedis({ port, dir, settings });
  return {
    store: { redisUrl: url },
    remains: async (queueName) => (await allKeys(url, queueName)).filter((key) => !FURNITURE.test(key)),
    takeAway: () => killRedis(server),
    restore: async () => {
      server = await spawnRedis({ port, dir, settings });
    },
    freeze: async () => void server.kill('SIGSTOP'),
    thaw: async () => void server.kill('SIGCONT'),
    refuseWrites: () => limitMemory(url, 1),
    acceptWrites: () => limitMemory(url, 0),
    stop: async () => {
      await killRedis(server);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A Redis that is full and evicts nothing. 0: no limit. */
async function limitMemory(url: string, bytes: number): Promise<void> {
  const redis = new Redis(url);
  await redis.config('SET', 'maxmemory', bytes).finally(() => redis.disconnect());
}

async function allKeys(url: string, queueName: string): Promise<string[]> {
  const redis = new Redis(url);
  return redis.keys(`*${queueName}*`).finally(() => redis.disconnect());
}
