import { Client } from 'pg';
import { ENDED } from '../e2e/support/steno-client.js';
import { pause } from '../e2e/support/steno-process.js';
import type { Cluster } from './cluster.js';

/** The words and times of a transcript. */
export type Heard = readonly { readonly start: number; readonly end: number; readonly text: string }[];

/** What the database has of a job. */
export interface Row {
  readonly id: string;
  readonly status: string;
  readonly code: string | null;
  readonly progress: number;
  readonly recording: string;
}

/** No job ends and none gets further for so long: then those that are left are stuck. */
const STANDSTILL_MS = 120_000;
/** The queue hands out an entry of a dead worker again 40 s later; only then it learns that the job has ended. */
const QUEUE_CLEAN_MS = 90_000;
/** A session outlives the process that had it, and a process the one that it worked for, by a moment. */
const GONE_MS = 10_000;

/** Looks at the database and at the queue behind the service's back. */
export class Inspector {
  private constructor(private readonly cluster: Cluster) {}

  /** Has the database write down every end and every transcript, for as long as the run lasts. */
  static async install(cluster: Cluster): Promise<Inspector> {
    const inspector = new Inspector(cluster);
    await inspector.query(`
      CREATE TABLE chaos_writes (job_id text, what text);
      CREATE FUNCTION chaos_record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO chaos_writes VALUES (to_jsonb(NEW) ->> TG_ARGV[0], TG_ARGV[1]);
        RETURN NULL;
      END $$;
      CREATE TRIGGER chaos_ends AFTER UPDATE OF status ON jobs FOR EACH ROW
        WHEN (NEW.status IN ('finished', 'failed', 'canceled')) EXECUTE FUNCTION chaos_record('id', 'end');
      CREATE TRIGGER chaos_transcripts AFTER INSERT OR UPDATE ON transcripts FOR EACH ROW
        EXECUTE FUNCTION chaos_record('job_id', 'transcript');`);
    return inspector;
  }

  /** Resolves when every job has ended, or none gets any further. */
  async drain(report: (left: number) => void): Promise<void> {
    let last = '';
    for (let sinceMs = performance.now(); performance.now() - sinceMs < STANDSTILL_MS;) {
      const left = [...(await this.rows()).values()].filter(({ status }) => !ENDED.has(status));
      if (left.length === 0) return;
      const now = JSON.stringify(left.map(({ id, status, progress }) => [id, status, progress]));
      if (now !== last) sinceMs = performance.now();
      last = now;
      report(left.length);
      await pause(2000);
    }
  }

  /** Null: it has none. */
  async transcript(id: string): Promise<Heard | null> {
    const sql = `SELECT segments FROM transcripts WHERE job_id = $1`;
    const [row] = await this.query<{ segments: Heard }>(sql, [id]);
    return row?.segments ?? null;
  }

  async rows(): Promise<Map<string, Row>> {
    const rows = await this.query<Row>(
      `SELECT id, status, failure ->> 'code' AS code, progress, audio_location AS recording FROM jobs`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** How often what was written of which job, by `id end` and `id transcript`. */
  async written(): Promise<Map<string, number>> {
    const rows = await this.query<{ job_id: string; what: string; times: number }>(
      `SELECT job_id, what, count(*)::int AS times FROM chaos_writes GROUP BY job_id, what`,
    );
    return new Map(rows.map(({ job_id, what, times }) => [`${job_id} ${what}`, times]));
  }

  /** What the database still has when every job has ended. */
  async remains(): Promise<string[]> {
    return await this.lines(
      `SELECT 'lease of ' || id FROM jobs WHERE lease_token IS NOT NULL OR lease_until IS NOT NULL
       UNION ALL SELECT 'checkpoint of ' || id FROM jobs
        WHERE status = 'finished' AND EXISTS (SELECT FROM segments WHERE job_id = id)
       UNION ALL SELECT 'dependency of ' || job_id FROM job_dependencies
       UNION ALL SELECT 'pause of ' || priority FROM paused_queues
       UNION ALL SELECT 'count of ' || priority || ' ' || status || ': ' || coalesce(counted, 0)
                        || ' instead of ' || coalesce(there, 0)
         FROM (SELECT priority, status, sum(delta) AS counted FROM job_counts GROUP BY 1, 2) AS kept
         FULL JOIN (SELECT priority, status, count(*) AS there FROM jobs GROUP BY 1, 2) AS real USING (priority, status)
        WHERE coalesce(counted, 0) <> coalesce(there, 0)`,
    );
  }

  /** What the database has of the service when that has ended; `pids`: of workers that ended as they should. */
  async remainsOfProcesses(pids: readonly number[]): Promise<string[]> {
    const sql = `
      SELECT 'advisory lock of ' || pid FROM pg_locks WHERE locktype = 'advisory'
       UNION ALL SELECT 'session of ' || application_name FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
       UNION ALL SELECT 'worker ' || name FROM workers WHERE pid = ANY($1)`;
    return await untilNone(GONE_MS, () => this.lines(sql, [pids]));
  }

  /** Processes of the service. */
  async processes(): Promise<string[]> {
    return await untilNone(GONE_MS, () => this.cluster.processes());
  }

  /** Entries of jobs that the queue still has. */
  async queueEntries(): Promise<string[]> {
    return await untilNone(QUEUE_CLEAN_MS, () => this.entriesNow());
  }

  private async entriesNow(): Promise<string[]> {
    const { redis, queueName } = this.cluster;
    const housekeeping = `${queueName}_housekeeping`;
    if (redis) return (await redis.remains('')).filter((key) => !key.includes(housekeeping));
    return await this.lines(`SELECT queue || ' ' || id || ' ' || state FROM bullmq.job WHERE queue <> $1`, [
      housekeeping,
    ]);
  }

  /** Of queries with one column. */
  private async lines(sql: string, values: unknown[] = []): Promise<string[]> {
    const rows = await this.query<Record<string, string>>(sql, values);
    return rows.flatMap((row) => Object.values(row));
  }

  /** Asks again while the database is being started. */
  private async query<R>(sql: string, values?: unknown[]): Promise<R[]> {
    for (let triesLeft = 100; ; triesLeft -= 1) {
      const client = new Client({ connectionString: this.cluster.databaseUrl, application_name: 'chaos' });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query(sql, values)).rows as R[];
      } catch (error) {
        if (triesLeft === 0 || !isPassing(error)) throw error;
        await pause(200);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }
}

/** What is still there after so long. */
async function untilNone(withinMs: number, look: () => Promise<string[]>): Promise<string[]> {
  for (const untilMs = performance.now() + withinMs; ;) {
    const found = await look();
    if (found.length === 0 || performance.now() > untilMs) return found;
    await pause(500);
  }
}

/** The server is away, going or coming. */
function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string };
  return (
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET' ||
    code?.startsWith('57P0') === true ||
    /terminated/.test(message)
  );
}
