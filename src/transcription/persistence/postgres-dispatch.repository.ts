import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobError } from '../domain/job-error.js';
import { transition } from '../domain/job-state.js';
import { DispatchRepository, type LostAttempt, type Recovered } from '../ports/dispatch-repository.js';
import type { QueueEntry } from '../ports/job-queue.js';

/** A queue that lost its data does not say so: it is told again of what waits. It takes a known entry once. */
const TOLD_AGAIN_AFTER_SECONDS = 60;

const LOST = new JobError('worker_lost', 'The worker of this attempt stopped answering.');

@Injectable()
export class PostgresDispatchRepository extends DispatchRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async markEnqueued(entries: readonly QueueEntry[]): Promise<void> {
    await this.setEnqueuedAt('now()', entries);
  }

  async giveBack(entries: readonly QueueEntry[]): Promise<void> {
    await this.setEnqueuedAt('NULL', entries);
  }

  async takeUnknownToQueue(limit: number): Promise<QueueEntry[]> {
    const [entries]: [QueueEntry[], number] = await this.dataSource.query(
      `UPDATE jobs SET enqueued_at = now() WHERE id IN (
         SELECT id FROM (SELECT id FROM jobs
           WHERE status = 'queued' AND enqueued_at IS NULL AND run_at < now() - interval '1 second'
           LIMIT $1 FOR UPDATE SKIP LOCKED) AS never_taken
         UNION ALL
         SELECT id FROM (SELECT id FROM jobs
           WHERE status = 'queued' AND enqueued_at < now() - make_interval(secs => $2)
           ORDER BY enqueued_at LIMIT $1 FOR UPDATE SKIP LOCKED) AS long_ago)
       RETURNING id AS "jobId", generation, priority`,
      [limit, TOLD_AGAIN_AFTER_SECONDS],
    );
    return entries;
  }

  async recover(): Promise<Recovered> {
    const [lost]: [LostAttempt[], number] = await this.dataSource.query(
      `UPDATE jobs SET
         status = CASE WHEN unwanted THEN '${transition('started', 'cancel')}'
                       WHEN last THEN '${transition('started', 'fail')}'
                       ELSE '${transition('started', 'hand_back')}' END,
         ended_at = CASE WHEN unwanted OR last THEN now() END,
         failure = CASE WHEN unwanted THEN NULL ELSE $1::jsonb END,
         generation = generation + 1, run_at = now(), enqueued_at = NULL,
         lease_token = NULL, lease_until = NULL
         FROM (SELECT id AS expired_id, attempt > retry_count AS last, cancel_requested_at IS NOT NULL AS unwanted
                 FROM jobs
                WHERE status = 'started' AND lease_until < now() FOR UPDATE SKIP LOCKED) AS expired
        WHERE id = expired_id RETURNING id AS "jobId", attempt, worker, status`,
      [{ code: LOST.code, message: LOST.message, retryable: LOST.retryable, trace: LOST.message }],
    );
    const due: [unknown[], number] = await this.dataSource.query(
      `UPDATE jobs SET status = '${transition('scheduled', 'release')}',
         generation = generation + 1, enqueued_at = NULL
        WHERE status = 'scheduled' AND run_at <= now()`,
    );
    return { lost, due: due[1] };
  }

  private async setEnqueuedAt(value: 'now()' | 'NULL', entries: readonly QueueEntry[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE jobs SET enqueued_at = ${value}
         FROM unnest($1::text[], $2::int[]) AS entry(id, generation)
        WHERE jobs.id = entry.id AND jobs.generation = entry.generation`,
      [entries.map((entry) => entry.jobId), entries.map((entry) => entry.generation)],
    );
  }
}
