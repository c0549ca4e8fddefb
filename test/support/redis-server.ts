import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

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
    return await spawnRedis();
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

async function spawnRedis(): Promise<TestRedis> {
  const port = await findFreePort();
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const child = spawn('redis-server', ['--port', String(port), ...settings], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    createInterface(child.stdout).on(
      'line',
      (line) => /ready to accept connections/i.test(line) && resolve(),
    );
  });
  const stop = async () => {
    process.off('exit', kill);
    kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
