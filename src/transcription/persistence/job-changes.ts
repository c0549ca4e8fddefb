import type { JobLane } from '../domain/job-lane.js';
import { transition } from '../domain/job-state.js';

// What several statements on `jobs` have in common.

/** The driver's answer to an `UPDATE` or a `DELETE`: what it returns, and how many rows it changed. */
export type Changed<R> = [rows: R[], count: number];

/** `expires_at` of a job that ends in the state that `status` is: an expression, or a literal in quotes. */
export function expiresAt(status: string): string {
  const seconds = `CASE WHEN ${status} = 'finished' THEN result_ttl_seconds ELSE failure_ttl_seconds END`;
  return `CASE WHEN ${seconds} < 0 THEN 'infinity' ELSE now() + make_interval(secs => ${seconds}) END`;
}

/** Whether a job is of a lane, in SQL: as the indexes of what waits in each have it. */
export const IN_LANE: Readonly<Record<JobLane, string>> = {
  local: 'api_key_id IS NULL',
  provider: 'api_key_id IS NOT NULL',
};

/** `laneOf` a job, in SQL. */
export const LANE = `CASE WHEN ${IN_LANE.local} THEN 'local' ELSE 'provider' END`;

/** What the queue is told of a job: the columns of a `QueueEntry`. */
export const ENTRY = `id AS "jobId", generation, priority, ${LANE} AS lane`;

/** Whether a job that is `jobs` in the statement depends on one that is there and not finished. */
const HAS_UNFINISHED_DEPENDENCY = `EXISTS (
  SELECT FROM jobs AS needed WHERE needed.id = ANY(jobs.depends_on) AND needed.status <> 'finished')`;

/**
 * Makes jobs that ended as if they had just been accepted, but for their checkpoints: for an `UPDATE jobs SET`. The queue
 * learns of them from the reconciler. {@link DEPEND_AGAIN} has to follow.
 */
export const REQUEUE = `
  status = CASE WHEN ${HAS_UNFINISHED_DEPENDENCY}
                THEN '${transition('failed', 'defer')}' ELSE '${transition('failed', 'requeue')}' END,
  generation = generation + 1, attempt = 0, run_at = now(), enqueued_at = NULL,
  started_at = NULL, ended_at = NULL, expires_at = NULL, cancel_requested_at = NULL, worker = NULL, failure = NULL`;

/** Writes down what the jobs of `$1` wait for, those of them that are deferred. */
export const DEPEND_AGAIN = `
  INSERT INTO job_dependencies (job_id, needs_id)
  SELECT jobs.id, needed.id FROM jobs JOIN jobs AS needed ON needed.id = ANY(jobs.depends_on)
   WHERE jobs.id = ANY($1) AND jobs.status = 'deferred' AND needed.status <> 'finished'
  ON CONFLICT DO NOTHING`;

/**
 * Looks up one of several jobs in a statement, for a lateral join: by its id, whatever the planner believes of the table;
 * the LIMIT keeps it from joining in another way.
 */
export function oneJob(id: string): string {
  return `SELECT id, status, priority, model, api_key_id, generation, lease_token, cancel_requested_at, enqueued_at, run_at
            FROM jobs WHERE id = ${id} LIMIT 1`;
}

/** The same, locked. To be asked for in the order of the ids: two statements that want the same jobs take turns then. */
export function lockedJob(id: string): string {
  return `${oneJob(id)} FOR UPDATE`;
}
