import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import type { StoreUnderTest } from './queue-stores.js';

/** Keys that a BullMQ queue without entries has. */
const FURNITURE = /:(meta|events|id|stalled-check|marker)$/;

/** A redis-server of the test's own that writes every command to disk before it answers. */
export async function startRedisStore(): Promise<StoreUnderTest> {
  const dir = await mkdtemp(join(tmpdir(), 'steno-test-queue-redis-'));
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await startServer(port, dir);
  const end = async (): Promise<void> => {
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  };
  return {
    store: { redisUrl: url },
    remains: async (queueName) => (await allKeys(url, queueName)).filter((key) => !FURNITURE.test(key)),
    takeAway: end,
    restore: async () => {
      server = await startServer(port, dir);
    },
    freeze: async () => void server.kill('SIGSTOP'),
    thaw: async () => void server.kill('SIGCONT'),
    stop: async () => {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Resolves when it accepts connections, its append-only file read. */
async function startServer(port: number, dir: string): Promise<ChildProcess> {
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const child = spawn('redis-server', ['--port', String(port), '--dir', dir, ...settings], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      if (/ready to accept connections/i.test(line)) resolve();
    });
  });
  return child;
}

async function allKeys(url: string, queueName: string): Promise<string[]> {
  const redis = new Redis(url);
  return redis.keys(`*${queueName}*`).finally(() => redis.disconnect());
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
