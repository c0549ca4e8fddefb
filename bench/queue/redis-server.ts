import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePorts } from '../free-ports.js';

/** As in docker-compose.yml; `save ''` leaves out snapshots, which come at times of their own. */
const SETTINGS = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', ''];

/** A Redis that nobody else uses. */
export class RedisServer implements AsyncDisposable {
  private constructor(
    private readonly process: ChildProcess,
    private readonly dir: string,
    readonly url: string,
    private readonly client: Redis,
  ) {}

  /** Null when there is no `redis-server` in the PATH. */
  static async start(): Promise<RedisServer | null> {
    const dir = await mkdtemp(join(tmpdir(), 'steno-bench-redis-'));
    const [port] = await freePorts(1);
    const listen = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir];
    const child = spawn('redis-server', [...listen, ...SETTINGS], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child, 'spawn');
    } catch (error) {
      await rm(dir, { recursive: true });
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    await listening(child);
    const url = `redis://127.0.0.1:${port}/0`;
    return new RedisServer(child, dir, url, new Redis(url));
  }

  async usedBytes(): Promise<number> {
    return Number(/^used_memory:(\d+)/m.exec(await this.client.info('memory'))?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.disconnect();
    const exited = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await exited;
    await rm(this.dir, { recursive: true });
  }
}

async function listening({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) throw new Error('no output');
  for await (const line of createInterface(stdout)) {
    if (!/ready to accept connections/i.test(line)) continue;
    stdout.resume();
    return;
  }
  throw new Error('redis-server ended before it was ready.');
}
