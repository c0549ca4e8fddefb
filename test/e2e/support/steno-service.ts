import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';
import { redisUrlForTests } from '../../support/redis.js';
import { type JobView, StenoClient } from './steno-client.js';
import { createDataDir, removeDataDir, StenoProcess } from './steno-process.js';

export type QueueStore = 'redis' | 'postgres';

/** Where the queue can be kept on this machine. */
export const queueStores: readonly [QueueStore, ...QueueStore[]] = redisUrlForTests()
  ? ['redis', 'postgres']
  : ['postgres'];

export interface ServiceOptions {
  readonly queue: QueueStore;
  /** Workers that it starts with; default none. */
  readonly workers?: number;
  /** What API and workers are configured with besides. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What attempts recognised of one job, as they wrote it down: an entry for each time that they did. */
export interface Recognised {
  readonly index: number;
  readonly seconds: number;
  readonly worker: string;
}

/**
 * An API and workers in processes of their own, on a database, a queue and a data folder that nobody else has. The
 * database notes who wrote down which segment: an outsider's view of what was recognised twice.
 */
export class StenoService {
  readonly workers: StenoProcess[] = [];

  private constructor(
    readonly api: StenoProcess,
    readonly client: StenoClient,
    readonly dataDir: string,
    private readonly database: TestDatabase,
    private readonly sql: Client,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Resolves when API and workers are ready. */
  static async start({ queue, workers = 0, env }: ServiceOptions): Promise<StenoService> {
    const dataDir = await createDataDir();
    const database = await createTestDatabase();
    const sql = new Client({ connectionString: database.url });
    // The database is dropped under it.
    sql.on('error', () => {});
    await sql.connect();
    await sql.query(NOTE_RECOGNISED);
    const settings = {
      DATABASE_URL: database.url,
      QUEUE_NAME: `e2e-${randomBytes(4).toString('hex')}`,
      ...(queue === 'redis' && { REDIS_URL: redisUrlForTests() ?? '' }),
      ...env,
    };
    const api = await StenoProcess.start([], dataDir, settings);
    const service = new StenoService(api, new StenoClient(api.url), dataDir, database, sql, settings);
    await Promise.all(Array.from({ length: workers }, () => service.startWorker()));
    return service;
  }

  get queueName(): string {
    return this.env['QUEUE_NAME'] ?? '';
  }

  /** Resolves when the worker takes jobs: of all queues when none is named. */
  async startWorker(...queues: readonly string[]): Promise<StenoProcess> {
    const flags = queues.flatMap((name) => ['--queue', name]);
    const worker = await StenoProcess.start(['--worker', ...flags], this.dataDir, this.env);
    this.workers.push(worker);
    return worker;
  }

  /** The worker that runs the job, or was the last to. */
  workerOf({ job_id, worker }: JobView): StenoProcess {
    const found = this.workers.find(({ pid }) => worker?.endsWith(`:${pid}`));
    if (!found) throw new Error(`job ${job_id} was with ${worker}`);
    return found;
  }

  /** What was recognised of the job so far, in the order in which it was written down. */
  async recognised(jobId: string): Promise<Recognised[]> {
    const { rows } = await this.sql.query<Recognised>(
      'SELECT index, seconds, worker FROM recognised WHERE job_id = $1 ORDER BY id',
      [jobId],
    );
    return rows;
  }

  /** Every row of every table, as text. */
  async dump(): Promise<string> {
    const { rows: tables } = await this.sql.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const dumps: string[] = [];
    for (const { name } of tables) {
      const { rows } = await this.sql.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      dumps.push(`${name}:`, ...rows.map(({ row }) => row));
    }
    return dumps.join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.workers].map((steno) => steno.stop()));
    await this.sql.end();
    await this.database.drop();
    await removeDataDir(this.dataDir);
    if (this.env['REDIS_URL']) await forgetQueue(this.env['REDIS_URL'], this.queueName);
  }
}

const NOTE_RECOGNISED = `
  CREATE TABLE recognised (
    id bigint GENERATED ALWAYS AS IDENTITY, job_id text, index int, seconds float, worker text);
  CREATE FUNCTION note_recognised() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO recognised (job_id, index, seconds, worker)
      SELECT new.job_id, new.index, new.end_seconds - new.start_seconds, worker FROM jobs WHERE id = new.job_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_recognised AFTER INSERT OR UPDATE ON segments
    FOR EACH ROW EXECUTE FUNCTION note_recognised();`;

/** Removes what the queues of this name left in Redis. */
export async function forgetQueue(redisUrl: string, queueName: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`*:${queueName}*`);
  if (keys.length > 0) await redis.unlink(keys);
  await redis.quit();
}
