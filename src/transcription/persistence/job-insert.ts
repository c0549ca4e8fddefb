import type { EntityManager } from 'typeorm';
import type { Job, NewJob } from '../domain/job.js';
import { ENDED_STATUSES } from '../domain/job-state.js';
import { JobEntity } from './job.entity.js';
import { type JobRow, jobOfRow } from './job.mapper.js';

/**
 * So many of the places below the limit are given to those alone who take turns. More than that would have to be on their
 * way at once for the limit to be passed.
 */
const PLACES_IN_TURN = 1_000;

/** Held to the end of the transaction. */
const TAKE_TURN = `SELECT pg_advisory_xact_lock(hashtextextended('steno last places', 0))`;

/**
 * Adds jobs, in their order, and returns those that were added by their ids. Left out are jobs whose ids are taken, and,
 * near the limit of `maxUnended`, any: {@link insertJobsInTurn} knows then.
 */
export async function insertJobs(
  manager: EntityManager,
  jobs: readonly NewJob[],
  maxUnended: number,
): Promise<Map<string, Job>> {
  return await insert(manager, jobs, maxUnended - PLACES_IN_TURN);
}

/** The same while nobody else takes one of the last places. Left out are jobs whose ids are taken, and those past the limit. */
export async function insertJobsInTurn(
  manager: EntityManager,
  jobs: readonly NewJob[],
  maxUnended: number,
): Promise<Map<string, Job>> {
  await manager.query(TAKE_TURN);
  return await insert(manager, jobs, maxUnended);
}

async function insert(
  manager: EntityManager,
  jobs: readonly NewJob[],
  maxUnended: number,
): Promise<Map<string, Job>> {
  const rows = jobs.map((job) => rowOf(manager, job));
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  const starts = jobs.map(({ start }) =>
    'at' in start ? { start_at: notBeforeEpoch(start.at) } : { start_delay: start.delaySeconds },
  );
  const inserted: JobRow[] = await manager.query(
    `INSERT INTO jobs (${columns}, status, run_at)
     SELECT ${columns},
            CASE WHEN cardinality(depends_on) > 0 THEN 'deferred' WHEN time > now() THEN 'scheduled' ELSE 'queued' END,
            greatest(now(), time)
       FROM (SELECT *, coalesce(start_at, now() + make_interval(secs => start_delay)) AS time
               FROM ROWS FROM (jsonb_populate_recordset(NULL::jobs, $1),
                               jsonb_to_recordset($2) AS (start_at timestamptz, start_delay float)) WITH ORDINALITY
              ORDER BY ordinality
              LIMIT greatest(0, (SELECT $3 - coalesce(sum(delta), 0) FROM job_counts WHERE status <> ALL($4)))) AS job
     ON CONFLICT DO NOTHING
     RETURNING *`,
    [JSON.stringify(rows), JSON.stringify(starts), maxUnended, ENDED_STATUSES],
  );
  return new Map(
    inserted.map((row) => {
      const job = jobOfRow(manager.dataSource, row);
      return [job.id, job];
    }),
  );
}

/** What is past is now; PostgreSQL reads no year 0, nor any before it, in the form of a `Date`. */
function notBeforeEpoch(time: Date): Date {
  return new Date(Math.max(0, time.getTime()));
}

/** By the names of the columns; the database adds the rest. */
function rowOf(
  manager: EntityManager,
  { audio, lexicon, start: _, ...request }: NewJob,
): Record<string, unknown> {
  const fields = {
    ...request,
    lexiconId: lexicon?.id ?? null,
    lexiconVersion: lexicon?.version ?? null,
    audioSource: audio.source,
    audioName: audio.name,
    audioLocation: audio.location,
    audioBytes: audio.bytes,
    audioSha256: audio.sha256,
    audioDurationSeconds: audio.durationSeconds,
  };
  const metadata = manager.dataSource.getMetadata(JobEntity);
  return Object.fromEntries(
    Object.entries(fields).map(([property, value]) => [
      metadata.findColumnWithPropertyName(property)?.databaseName,
      value,
    ]),
  );
}
