import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePorts } from './free-ports.js';

const DEFAULT_URL = 'redis://127.0.0.1:6379';

export interface TestRedis {
  readonly url: string | null;
  stop(): Promise<void>;
}

/**
 * `REDIS_URL`, else a Redis on the default port, else `redis-server` from the PATH on a free port. With none of them
 * the tests that need Redis are skipped, unless REQUIRE_REDIS=1 forbids it.
 */
export async function startTestRedis(): Promise<TestRedis> {
  const configured = process.env['REDIS_URL'];
  if (configured) {
    await ping(configured);
    return borrowed(configured);
  }
  if (await ping(DEFAULT_URL).catch(() => false)) return borrowed(DEFAULT_URL);
  try {
    return await startOwnRedis();
  } catch (error) {
    if (process.env['REQUIRE_REDIS'] === '1') throw error;
    console.warn('\n!!! NO REDIS: every test on Redis is SKIPPED. Install redis-server or set REDIS_URL.\n');
    return borrowed(null);
  }
}

function borrowed(url: string | null): TestRedis {
  return { url, stop: () => Promise.resolve() };
}

async function ping(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } finally {
    redis.disconnect();
  }
}

async function startOwnRedis(): Promise<TestRedis> {
  const [port = 0] = await freePorts(1);
  const server = await spawnRedis({ port, dir: tmpdir(), settings: ['--appendonly', 'no'] });
  return { url: `redis://127.0.0.1:${port}`, stop: () => killRedis(server) };
}

export interface RedisServerOptions {
  readonly port: number;
  readonly dir: string;
  readonly settings: readonly string[];
}

/** Resolves when it accepts connections, its append-only file read. It does not outlive this process. */
export async function spawnRedis({ port, dir, settings }: RedisServerOptions): Promise<ChildProcess> {
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const child = spawn('redis-server', [...where, ...settings], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      if (/ready to accept connections/i.test(line)) resolve();
    });
  });
  return child;
}

/** Resolves when it is gone. */
export async function killRedis(server: ChildProcess): Promise<void> {
  server.kill('SIGKILL');
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
}

/**
 * For what kills and freezes a server: one that others use will not do. Where `redis-server` is not on the PATH, says what
 * is `skipped`, and throws under REQUIRE_REDIS=1.
 */
export function hasRedisServer(skipped: string): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true;
  if (process.env['REQUIRE_REDIS'] === '1') throw new Error('redis-server is not on the PATH');
  console.warn(`\n!!! NO redis-server ON THE PATH: ${skipped} is SKIPPED.\n`);
  return false;
}
