import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { pause } from '../e2e/support/steno-process.js';
import type { Cluster } from './cluster.js';
import type { AcceptedJob } from './load.js';

/** What the database has of a job. */
interface Row {
  readonly id: string;
  readonly status: string;
  readonly code: string | null;
  readonly progress: number;
  readonly held: boolean;
}

/** The words and times of a transcript. */
export type Heard = readonly { readonly start: number; readonly end: number; readonly text: string }[];

export interface Verdict {
  readonly accepted: number;
  /** By status, or by code for those that failed. */
  readonly ends: ReadonlyMap<string, number>;
  readonly lost: readonly string[];
  readonly stuck: readonly string[];
  /** Ended or got a result more than once. */
  readonly duplicated: readonly string[];
  /** Ended otherwise than they should have, or with another transcript than in peace. */
  readonly wrong: readonly string[];
  /** What was left over: entries, leases, locks, processes, files. */
  readonly leftovers: readonly string[];
}

const ENDED = new Set(['finished', 'failed', 'canceled']);

/** No job ends and none gets further for so long: then those that are left are stuck. */
const STANDSTILL_MS = 120_000;
/** The queue hands out an entry of a dead worker again 40 s later; only then it learns that the job has ended. */
const QUEUE_CLEAN_MS = 90_000;

/** Looks at the database and at the queue behind the service's back. */
export class Inspector {
  private constructor(
    private readonly cluster: Cluster,
    private readonly url: string,
  ) {}

  /** Has the database write down every end and every transcript, for as long as the run lasts. */
  static async install(cluster: Cluster): Promise<Inspector> {
    const inspector = new Inspector(cluster, cluster.databaseUrl);
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

  async transcript(id: string): Promise<Heard> {
    return await this.query<Heard[number]>(
      `SELECT start_seconds AS start, end_seconds AS "end", text FROM segments WHERE job_id = $1 ORDER BY index`,
      [id],
    );
  }

  async rows(): Promise<Map<string, Row>> {
    const rows = await this.query<Row>(
      `SELECT id, status, failure ->> 'code' AS code, progress, lease_token IS NOT NULL AS held FROM jobs`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async written(): Promise<Map<string, number>> {
    const rows = await this.query<{ job_id: string; what: string; times: number }>(
      `SELECT job_id, what, count(*)::int AS times FROM chaos_writes GROUP BY job_id, what`,
    );
    return new Map(rows.map(({ job_id, what, times }) => [`${job_id} ${what}`, times]));
  }

  /** What the counts of the queues say that the table of the jobs does not. */
  async wrongCounts(): Promise<string[]> {
    const rows = await this.query<{ what: string }>(
      `SELECT priority || ' ' || status || ': counted ' || coalesce(counted, 0) || ', there are ' || coalesce(there, 0) AS what
         FROM (SELECT priority, status, sum(delta) AS counted FROM job_counts GROUP BY 1, 2) AS kept
         FULL JOIN (SELECT priority, status, count(*) AS there FROM jobs GROUP BY 1, 2) AS real USING (priority, status)
        WHERE coalesce(counted, 0) <> coalesce(there, 0)`,
    );
    return rows.map(({ what }) => what);
  }

  /** Once the service has ended. */
  async locksAndWorkers(): Promise<string[]> {
    const rows = await this.query<{ what: string }>(
      `SELECT 'advisory lock of ' || pid AS what FROM pg_locks WHERE locktype = 'advisory'
       UNION ALL SELECT 'transaction in ' || application_name FROM pg_stat_activity
        WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    return rows.map(({ what }) => what);
  }

  /** Entries of jobs that the queue still has. Waits until it has none, or for as long as it may take. */
  async queueEntries(): Promise<string[]> {
    for (const untilMs = performance.now() + QUEUE_CLEAN_MS; ;) {
      const entries = await this.entriesNow();
      if (entries.length === 0 || performance.now() > untilMs) return entries;
      await pause(1000);
    }
  }

  private async entriesNow(): Promise<string[]> {
    const { redis, queueName } = this.cluster;
    const housekeeping = `${queueName}_housekeeping`;
    if (redis) return (await redis.remains(queueName)).filter((key) => !key.includes(housekeeping));
    const rows = await this.query<{ entry: string }>(
      `SELECT queue || ' ' || id || ' ' || state AS entry FROM bullmq.job
        WHERE starts_with(queue, $1) AND queue <> $2`,
      [queueName, housekeeping],
    );
    return rows.map(({ entry }) => entry);
  }

  /** Asks again while the database is being started. */
  private async query<R>(sql: string, values?: unknown[]): Promise<R[]> {
    for (let triesLeft = 100; ; triesLeft -= 1) {
      const client = new Client({ connectionString: this.url, application_name: 'chaos' });
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

/** Judges the jobs. `inPeace`: what is heard in each recording, by its path. */
export async function judge(
  inspector: Inspector,
  jobs: readonly AcceptedJob[],
  inPeace: ReadonlyMap<string, Heard>,
): Promise<Omit<Verdict, 'leftovers'>> {
  const rows = await inspector.rows();
  const written = await inspector.written();
  const verdict = {
    lost: [] as string[],
    stuck: [] as string[],
    duplicated: [] as string[],
    wrong: [] as string[],
  };
  const ends = new Map<string, number>();
  for (const job of jobs) {
    const row = rows.get(job.id);
    if (!row) {
      verdict.lost.push(job.id);
      continue;
    }
    const end = endOf(row);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (!ENDED.has(row.status)) verdict.stuck.push(`${job.id} is ${row.status}`);
    else if (!expectedEnds(job, rows).includes(end)) verdict.wrong.push(`${job.id} ended as ${end}`);
    for (const what of ['end', 'transcript']) {
      const times = written.get(`${job.id} ${what}`) ?? 0;
      if (times > 1) verdict.duplicated.push(`${job.id}: ${what} written ${times} times`);
    }
    if (row.status !== 'finished') continue;
    if (!written.has(`${job.id} transcript`)) verdict.lost.push(`the transcript of ${job.id}`);
    if (!isDeepStrictEqual(await inspector.transcript(job.id), inPeace.get(job.recording.path))) {
      verdict.wrong.push(`${job.id} has another transcript than in peace`);
    }
  }
  return { accepted: jobs.length, ends, ...verdict };
}

function endOf({ status, code }: Row): string {
  return status === 'failed' ? `failed (${code})` : status;
}

function expectedEnds(job: AcceptedJob, rows: ReadonlyMap<string, Row>): string[] {
  const { cancel, needs, recording } = job;
  const needed = needs && rows.get(needs.id);
  const uncanceled =
    needed && needed.status !== 'finished'
      ? 'failed (dependency_failed)'
      : recording.failsWith === null
        ? 'finished'
        : `failed (${recording.failsWith})`;
  return { no: [uncanceled], confirmed: ['canceled'], unanswered: [uncanceled, 'canceled'] }[cancel];
}
