import { execFile } from 'node:child_process';
import { mkdir, open, readdir, readFile, readlink, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { embeddedLayout } from '../../src/database/embedded/embedded-layout.js';
import { startRedisStore } from '../conformance/redis-store.js';
import type { StoreUnderTest } from '../conformance/queue-stores.js';
import { createDataDir, freePorts, removeDataDir } from '../e2e/support/steno-process.js';
import { Member } from './member.js';

export type Backend = 'redis' | 'postgres';

/** Holds the recordings of the load many times over. */
const STORE_BYTES = 64 * 1024 * 1024;

const WORKERS = 2;

/** The service as it is run in production, with servers of its own: one API, two workers, PostgreSQL, Redis or not. */
export class Cluster {
  private constructor(
    readonly dataDir: string,
    readonly databaseUrl: string,
    readonly queueName: string,
    private readonly postgres: EmbeddedPostgres,
    readonly redis: StoreUnderTest | null,
    /** Whether the store of recordings is a small disk of its own, which can be filled. */
    readonly hasSmallDisk: boolean,
    readonly api: Member,
    readonly workers: readonly Member[],
  ) {}

  /** With its servers running, and none of its members. */
  static async create(backend: Backend): Promise<Cluster> {
    const dataDir = await createDataDir();
    const hasSmallDisk = await mountSmallDisk(join(dataDir, 'audio'));
    const postgres = new EmbeddedPostgres({ dataDir });
    const { url } = await postgres.start();
    const redis = backend === 'redis' ? await startRedisStore() : null;
    const queueName = 'chaos';
    const [port] = await freePorts();
    const env = {
      DATABASE_URL: url,
      ...(redis && 'redisUrl' in redis.store && { REDIS_URL: redis.store.redisUrl }),
      QUEUE_NAME: queueName,
      WORKER_COUNT: '1',
      SHUTDOWN_TIMEOUT: '5',
    };
    const api = new Member('API', [], dataDir, { ...env, PORT: String(port) });
    const workers = Array.from(
      { length: WORKERS },
      (_, index) => new Member(`worker ${index + 1}`, ['--worker'], dataDir, env),
    );
    return new Cluster(dataDir, url, queueName, postgres, redis, hasSmallDisk, api, workers);
  }

  get members(): readonly Member[] {
    return [this.api, ...this.workers];
  }

  /** Resolves when every member is ready for work. */
  async startMembers(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
  }

  /** The postmaster's process; it is started again on the same port, some two seconds after it ended. */
  async signalPostgres(signal: NodeJS.Signals): Promise<void> {
    const pidFile = join(embeddedLayout(this.dataDir).cluster, 'postmaster.pid');
    const [pid] = (await readFile(pidFile, 'utf8')).split('\n');
    process.kill(Number(pid), signal);
  }

  async flushRedis(): Promise<void> {
    if (!this.redis || !('redisUrl' in this.redis.store)) throw new Error('there is no Redis');
    const redis = new Redis(this.redis.store.redisUrl);
    await redis.flushall().finally(() => redis.disconnect());
  }

  /** Leaves no byte free in the store until the function that it resolves with is called. */
  async fillDisk(): Promise<() => Promise<void>> {
    const folder = join(this.dataDir, 'audio');
    const { bavail, bsize } = await statfs(folder);
    const path = join(folder, 'ballast');
    const file = await open(path, 'w');
    await file.write(Buffer.alloc(bavail * bsize)).catch(() => undefined);
    await file.close();
    return async () => await rm(path, { force: true });
  }

  /** Processes of the service that still run: they work in its folder. */
  async remainingProcesses(): Promise<string[]> {
    const remaining: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      if ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) !== this.dataDir) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command !== '') remaining.push(`${pid} ${command.replaceAll('\u0000', ' ')}`);
    }
    return remaining;
  }

  /** Ends the service. Null stands for a process that did not end by itself. */
  async stopMembers(): Promise<Map<string, number | null>> {
    const codes = this.members.map(async (member) => [member.name, await member.stop()] as const);
    return new Map(await Promise.all(codes));
  }

  async stopServers(): Promise<void> {
    await this.redis?.stop();
    await this.postgres.stop();
  }

  /** What every process said, a file for each. */
  async writeLogs(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const { name, lives } of this.members) {
      for (const [index, { events, stderr, pid }] of lives.entries()) {
        const lines = events.map((event) => JSON.stringify(event));
        await writeFile(join(folder, `${name}-${index}-${pid}.log`), [...lines, stderr].join('\n'));
      }
    }
  }

  async remove(): Promise<void> {
    for (const member of this.members) member.destroy();
    if (this.hasSmallDisk) await run('umount', ['--lazy', join(this.dataDir, 'audio')]);
    await removeDataDir(this.dataDir);
  }
}

const run = promisify(execFile);

/** As root only; false where it cannot be done. */
async function mountSmallDisk(path: string): Promise<boolean> {
  await mkdir(path);
  const options = ['-t', 'tmpfs', '-o', `size=${STORE_BYTES},mode=0755`, 'tmpfs', path];
  return await run('mount', options).then(
    () => true,
    () => false,
  );
}
