import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Outlook } from '../domain/eta.js';
import { JOB_PRIORITIES, type JobPriority } from '../domain/job.js';
import type { JobLane } from '../domain/job-lane.js';
import { ENDED_STATUSES, JOB_STATUSES, type JobStatus, transition } from '../domain/job-state.js';
import { LOST_AFTER_SECONDS } from '../ports/worker-registry.js';
import { POSITION_MAX, type QueueCounts, QueueRepository } from '../ports/queue-repository.js';
import { Batches } from './batches.js';
import { type Changed, DEPEND_AGAIN, expiresAt, IN_LANE, LANE, oneJob, REQUEUE } from './job-changes.js';
import { PausedQueueEntity } from './paused-queue.entity.js';

/** Jobs that one statement changes: a second or so. */
const BATCH = 2_000;

/** The mean duration of an attempt is taken over those of so many jobs that finished. */
const RECENT = 100;

interface Asked {
  readonly jobId: string;
  readonly queueName: string;
}

@Injectable()
export class PostgresQueueRepository extends QueueRepository {
  private readonly outlooks = new Batches((asked: readonly Asked[]) => this.outlookAll(asked));

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async counts(priority: JobPriority): Promise<QueueCounts> {
    const rows: {
      counted: Partial<Record<JobStatus, number>> | null;
      oldest: number | null;
      paused: boolean;
    }[] = await this.dataSource.query(
      `SELECT (SELECT jsonb_object_agg(status, jobs) FROM (
                   SELECT status, sum(delta) AS jobs FROM job_counts WHERE priority = $1 GROUP BY status) AS sums)
                  AS counted,
                (SELECT extract(epoch FROM now() - min(run_at))::float FROM jobs
                  WHERE priority = $1 AND status = 'queued') AS oldest,
                EXISTS (SELECT FROM paused_queues WHERE priority = $1) AS paused`,
      [priority],
    );
    const { counted, oldest = null, paused = false } = rows[0] ?? {};
    const counts = Object.fromEntries(JOB_STATUSES.map((status) => [status, counted?.[status] ?? 0]));
    return { counts: counts as Record<JobStatus, number>, oldestQueuedSeconds: oldest, paused };
  }

  async countUnended(): Promise<number> {
    const rows: { unended: number }[] = await this.dataSource.query(
      `SELECT coalesce(sum(delta), 0)::int AS unended FROM job_counts WHERE status <> ALL($1)`,
      [ENDED_STATUSES],
    );
    return rows[0]?.unended ?? 0;
  }

  async outlook(jobId: string, queueName: string): Promise<Outlook | null> {
    return await this.outlooks.add({ jobId, queueName });
  }

  async pause(priority: JobPriority): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(PausedQueueEntity)
      .values({ priority })
      .orIgnore()
      .execute();
  }

  async resume(priority: JobPriority): Promise<void> {
    await this.dataSource.manager.delete(PausedQueueEntity, { priority });
  }

  async paused(): Promise<readonly JobPriority[]> {
    return (await this.dataSource.manager.find(PausedQueueEntity)).map(({ priority }) => priority);
  }

  async requeueFailed(priority: JobPriority): Promise<number> {
    return await this.inBatches('sequence', (until, next) =>
      this.dataSource.transaction(async (manager) => {
        const [rows]: Changed<{ id: string }> = await manager.query(
          `UPDATE jobs SET ${REQUEUE} WHERE id IN (
             SELECT id FROM jobs WHERE priority = $1 AND status = 'failed' AND ended_at <= $2 ${next})
           RETURNING id`,
          [priority, until],
        );
        await manager.query(DEPEND_AGAIN, [rows.map(({ id }) => id)]);
        return rows.length;
      }),
    );
  }

  async empty(priority: JobPriority): Promise<number> {
    return await this.inBatches('run_at', async (until, next) => {
      const canceled = transition('queued', 'cancel');
      const [, count]: Changed<unknown> = await this.dataSource.query(
        `UPDATE jobs SET status = '${canceled}', ended_at = now(), cancel_requested_at = now(),
                expires_at = ${expiresAt(`'${canceled}'`)}
          WHERE id IN (SELECT id FROM jobs WHERE priority = $1 AND status = 'queued' AND run_at <= $2 ${next})`,
        [priority, until],
      );
      return count;
    });
  }

  /**
   * Until a batch finds none that was there at the start. What somebody else holds is left for the end and waited for then,
   * in the order in which all wait for each other. `change` picks its batch by `next`.
   */
  private async inBatches(
    order: 'run_at' | 'sequence',
    change: (until: string, next: string) => Promise<number>,
  ): Promise<number> {
    // As text: a Date would lose the microseconds, and a job of the same millisecond.
    const rows: { now: string }[] = await this.dataSource.query('SELECT now()::text AS now');
    let total = 0;
    for (let waits = false, done = false; !done;) {
      const next = waits
        ? `ORDER BY id LIMIT ${BATCH} FOR UPDATE`
        : `ORDER BY ${order} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
      const count = await change(rows[0]?.now ?? '', next);
      total += count;
      done = waits && count === 0;
      waits = count === 0;
    }
    return total;
  }

  private async outlookAll(asked: readonly Asked[]): Promise<(Outlook | null)[]> {
    const rows: (Outlook & { jobId: string })[] = await this.dataSource.query(OUTLOOK, [
      asked.map(({ jobId }) => jobId),
      asked.map(({ queueName }) => queueName),
      JOB_PRIORITIES,
    ]);
    const outlooks = new Map(rows.map(({ jobId, ...outlook }) => [jobId, outlook]));
    return asked.map(({ jobId }) => outlooks.get(jobId) ?? null);
  }
}

function waitingIn(lane: JobLane): string {
  return `SELECT 1 FROM jobs WHERE status = 'queued' AND ${IN_LANE[lane]}`;
}

/** Jobs of a lane that are served before `self`; one more than {@link POSITION_MAX} where they are more. */
function ahead(lane: JobLane): string {
  return `(SELECT count(*) FROM (
            ${waitingIn(lane)} AND priority = ANY(urgencies)
            UNION ALL ${waitingIn(lane)} AND priority = self.priority AND run_at < self.run_at
            LIMIT ${POSITION_MAX} + 1) AS before)`;
}

/**
 * `$1`, `$2`: ids and queue names of jobs. What is ahead of a job is counted in its lane from there on, or, where nothing
 * waits in the other one, from the end of its queue: how many wait at all is known. The last jobs that ended are looked up
 * by the time alone: asked for those that finished, a planner that knows little of a new table sorts all of these.
 */
const OUTLOOK = `
  WITH counted AS MATERIALIZED (
    SELECT priority, sum(delta)::int AS jobs FROM job_counts WHERE status = 'queued' GROUP BY priority),
  started AS MATERIALIZED (
    SELECT ${LANE} AS lane, count(*)::int AS jobs FROM jobs WHERE status = 'started' GROUP BY lane),
  lanes AS MATERIALIZED (
    SELECT EXISTS (${waitingIn('local')}) AND EXISTS (${waitingIn('provider')}) AS both_wait),
  recent AS MATERIALIZED (
    SELECT ${LANE} AS lane, extract(epoch FROM ended_at - started_at)::float AS seconds FROM (
      SELECT status, api_key_id, started_at, ended_at FROM jobs WHERE ended_at IS NOT NULL
       ORDER BY ended_at DESC LIMIT ${RECENT}) AS ended
     WHERE status = 'finished')
  SELECT id AS "jobId",
         CASE
            WHEN before <= ${POSITION_MAX} THEN before
            WHEN behind <= ${POSITION_MAX} AND NOT (SELECT both_wait FROM lanes) THEN urgent + waiting - behind
          END::int AS ahead,
         coalesce((SELECT jobs FROM started WHERE started.lane = self.lane), 0) AS running,
         (SELECT coalesce(avg(seconds) FILTER (WHERE recent.lane = self.lane), avg(seconds)) FROM recent)
           AS "meanAttemptSeconds",
         EXISTS (SELECT FROM workers WHERE queues @> ARRAY[queue_name]
                    AND heartbeat_at > now() - make_interval(secs => ${LOST_AFTER_SECONDS}))
           AND NOT EXISTS (SELECT FROM paused_queues WHERE priority = self.priority) AS served
    FROM (SELECT job.*, ${LANE} AS lane, queue_name,
                 ($3::text[])[1:array_position($3::text[], priority) - 1] AS urgencies
            FROM unnest($1::text[], $2::text[]) AS asked(job_id, queue_name)
           CROSS JOIN LATERAL (${oneJob('asked.job_id')}) AS job
           WHERE status = 'queued') AS self
   CROSS JOIN LATERAL (
     SELECT coalesce(sum(jobs) FILTER (WHERE priority = self.priority), 0) AS waiting,
            coalesce(sum(jobs) FILTER (WHERE priority = ANY(urgencies)), 0) AS urgent
       FROM counted) AS sums
   CROSS JOIN LATERAL (
     SELECT CASE lane WHEN 'local' THEN ${ahead('local')} ELSE ${ahead('provider')} END AS before) AS place
   CROSS JOIN LATERAL (
     SELECT count(*) AS behind FROM (
       SELECT FROM jobs WHERE status = 'queued' AND priority = self.priority AND run_at >= self.run_at
        LIMIT ${POSITION_MAX} + 1) AS others) AS others`;
