import { spawnSync } from 'node:child_process';
import { mkdir, open, readdir, readFile, readlink, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { embeddedLayout } from '../../src/database/embedded/embedded-layout.js';
import { findRecordedServer } from '../../src/database/embedded/postmaster-pid-file.js';
import { startRedisStore } from '../support/redis-store.js';
import type { StoreUnderTest } from '../support/queue-stores.js';
import { descendantsOf, sendAll } from '../e2e/support/process-tree.js';
import { createDataDir, removeDataDir } from '../e2e/support/steno-process.js';
import { freePorts } from '../support/free-ports.js';
import { Member } from './member.js';

export const BACKENDS = ['redis', 'postgres'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Holds the recordings of the load many times over. */
const STORE_BYTES = 64 * 1024 * 1024;

const WORKERS = 2;

const QUEUE_NAME = 'chaos';

/** The service as it is run in production, with servers of its own: one API, two workers, PostgreSQL, Redis or not. */
export class Cluster {
  readonly queueName = QUEUE_NAME;
  readonly api: Member;
  readonly workers: readonly Member[];

  private constructor(
    readonly dataDir: string,
    readonly databaseUrl: string,
    private readonly postgres: EmbeddedPostgres,
    readonly redis: StoreUnderTest | null,
    /** Whether the store of recordings is a small disk of its own, which can be filled. */
    readonly hasSmallDisk: boolean,
    apiPort: number,
  ) {
    const env = {
      DATABASE_URL: databaseUrl,
      ...(redis && { REDIS_URL: urlOf(redis) }),
      QUEUE_NAME,
      WORKER_COUNT: '1',
      SHUTDOWN_TIMEOUT: '5',
    };
    this.api = new Member('API', [], dataDir, { ...env, PORT: String(apiPort) });
    this.workers = Array.from(
      { length: WORKERS },
      (_, index) => new Member(`worker ${index + 1}`, ['--worker'], dataDir, env),
    );
  }

  /** With its servers running, and none of its members. */
  static async create(backend: Backend): Promise<Cluster> {
    const dataDir = await createDataDir();
    const hasSmallDisk = await mountSmallDisk(join(dataDir, 'audio'));
    const postgres = new EmbeddedPostgres({ dataDir });
    try {
      const { url } = await postgres.start();
      const redis = backend === 'redis' ? await startRedisStore() : null;
      const [apiPort = 0] = await freePorts(1);
      return new Cluster(dataDir, url, postgres, redis, hasSmallDisk, apiPort);
    } catch (error) {
      await postgres.stop();
      await removeAll(dataDir, hasSmallDisk);
      throw error;
    }
  }

  get members(): readonly Member[] {
    return [this.api, ...this.workers];
  }

  /** Resolves when every member is ready for work. */
  async startMembers(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
  }

  /** To the server's main process. It is started again on the same port whenever it ends. False: it is not there. */
  async signalPostgres(signal: NodeJS.Signals): Promise<boolean> {
    const server = await findRecordedServer(embeddedLayout(this.dataDir).cluster);
    return server !== undefined && sendAll([server.identity.pid], signal) > 0;
  }

  /** The server takes commands and does not answer, until the function that it resolves with is called. */
  async freezePostgres(): Promise<(() => void) | null> {
    const server = await findRecordedServer(embeddedLayout(this.dataDir).cluster);
    if (!server) return null;
    const { pid } = server.identity;
    // First the one that would start more.
    sendAll([pid], 'SIGSTOP');
    const sessions = await descendantsOf(pid);
    sendAll(sessions, 'SIGSTOP');
    return () => void sendAll([...sessions, pid], 'SIGCONT');
  }

  async flushRedis(): Promise<void> {
    if (!this.redis) throw new Error('there is no Redis');
    const redis = new Redis(urlOf(this.redis));
    await redis.flushall().finally(() => redis.disconnect());
  }

  /** Leaves no byte free in the store until the function that it resolves with is called. */
  async fillDisk(): Promise<() => Promise<void>> {
    const folder = join(this.dataDir, 'audio');
    const { bavail, bsize } = await statfs(folder);
    const path = join(folder, 'ballast');
    const file = await open(path, 'w');
    await file.writeFile(Buffer.alloc(bavail * bsize)).catch(() => undefined);
    await file.close();
    return async () => await rm(path, { force: true });
  }

  /** Files of recordings that the store keeps, as the database names them. */
  async storedRecordings(): Promise<string[]> {
    const files = await readdir(join(this.dataDir, 'audio'), { recursive: true });
    return files.filter((path) => /^[0-9a-f]{2}\/./.test(path));
  }

  /** What is in the data folder and in its store besides what belongs there. */
  async strayFiles(): Promise<string[]> {
    const top = await readdir(this.dataDir);
    const audio = await readdir(join(this.dataDir, 'audio'));
    return [
      ...top.filter((name) => !['audio', 'models', 'postgres'].includes(name)),
      ...audio
        .filter((name) => !/^([0-9a-f]{2}|incoming|\.store)$/.test(name))
        .map((name) => `audio/${name}`),
    ];
  }

  /** Uploads that nobody is at any more. */
  async drafts(): Promise<string[]> {
    return await readdir(join(this.dataDir, 'audio/incoming'));
  }

  /** Processes of the service that run: they work in its folder. */
  async processes(): Promise<string[]> {
    const found: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      if ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) !== this.dataDir) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command !== '') found.push(`${pid} ${command.replaceAll('\u0000', ' ')}`);
    }
    return found;
  }

  /** Ends the service. Null stands for a process that did not end by itself. */
  async stopMembers(): Promise<Map<string, number | null>> {
    const codes = this.members.map(async (member) => [member.name, await member.stop()] as const);
    return new Map(await Promise.all(codes));
  }

  /** What every process said, a file for each, and the database's own log. */
  async writeLogs(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const { name, lives } of this.members) {
      for (const [index, { events, stderr, pid }] of lives.entries()) {
        const lines = events.map((event) => JSON.stringify(event));
        await writeFile(join(folder, `${name}-${index}-${pid}.log`), [...lines, stderr].join('\n'));
      }
    }
    const log = await readFile(embeddedLayout(this.dataDir).log).catch(() => '');
    await writeFile(join(folder, 'PostgreSQL.log'), log);
  }

  /** Ends whatever of it still runs, by force, and leaves no file. */
  async remove(): Promise<void> {
    for (const member of this.members) member.destroy();
    await this.redis?.stop();
    await this.postgres.stop();
    await removeAll(this.dataDir, this.hasSmallDisk);
  }
}

function urlOf({ store }: StoreUnderTest): string {
  if (!('redisUrl' in store)) throw new Error('it is no Redis');
  return store.redisUrl;
}

/** As root only; false where it cannot be done. */
async function mountSmallDisk(path: string): Promise<boolean> {
  await mkdir(path);
  const options = ['-t', 'tmpfs', '-o', `size=${STORE_BYTES},mode=0755`, 'tmpfs', path];
  return spawnSync('mount', options).status === 0;
}

async function removeAll(dataDir: string, hasSmallDisk: boolean): Promise<void> {
  if (hasSmallDisk) spawnSync('umount', ['--lazy', join(dataDir, 'audio')]);
  await removeDataDir(dataDir);
}
