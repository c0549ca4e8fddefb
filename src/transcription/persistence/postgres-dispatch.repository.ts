import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobError, type JobErrorCode } from '../domain/job-error.js';
import { transition, UNMET_STATUSES } from '../domain/job-state.js';
import type { JobFailure } from '../domain/job.js';
import { DispatchRepository, type LostAttempt, type Recovered } from '../ports/dispatch-repository.js';
import type { QueueEntry } from '../ports/job-queue.js';
import { Batches } from './batches.js';
import { type Changed, ENTRY, expiresAt, lockedJob } from './job-changes.js';
import { whilePassing } from './passing-failure.js';

/** A queue may have lost an entry and say nothing: it is told again of what waits. It takes a known entry once. */
const TOLD_AGAIN_AFTER_SECONDS = 60;

/** Most jobs are claimed by then, and need no mark. Well below the second after which the queue is told again. */
const MARKS_GATHER_MS = 250;

/** A queue on this database is away when the database is: a restart takes a second or two. */
const GIVE_BACK_PATIENCE_MS = 5_000;

/** Jobs that one statement changes: a tenth of a second. Far more than that could not be done in its time at once. */
const BATCH = 5_000;

/** Summing up so many rows takes about a millisecond. */
const COUNT_ROWS_MAX = 1_000;

const LOST = failureOf('worker_lost', 'The worker of this attempt stopped answering.');
const UNMET = failureOf('dependency_failed', 'A job that this one depends on failed or was canceled.');

@Injectable()
export class PostgresDispatchRepository extends DispatchRepository {
  private readonly marks = new Batches((entries: readonly QueueEntry[]) => this.markAll(entries), {
    max: 1_000,
    gatherMs: MARKS_GATHER_MS,
  });

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async markEnqueued(entry: QueueEntry): Promise<void> {
    await this.marks.add(entry);
  }

  async giveBack(entries: readonly QueueEntry[]): Promise<void> {
    const forget = `
      UPDATE jobs SET enqueued_at = NULL
        FROM unnest($1::text[], $2::int[]) AS entry(id, generation)
       WHERE jobs.id = entry.id AND jobs.generation = entry.generation`;
    await whilePassing(() => this.dataSource.query(forget, columnsOf(entries)), GIVE_BACK_PATIENCE_MS);
  }

  async forgetEnqueued(): Promise<number> {
    // As text: a Date would lose the microseconds. What is told to the queue from now on is not forgotten again.
    const rows: { now: string }[] = await this.dataSource.query('SELECT now()::text AS now');
    const forgotten = await inBatches(async () => {
      const [jobs]: Changed<unknown> = await this.dataSource.query(
        `UPDATE jobs SET enqueued_at = NULL WHERE id IN (
           SELECT id FROM jobs WHERE status = 'queued' AND enqueued_at <= $1 LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         RETURNING id`,
        [rows[0]?.now],
      );
      return jobs;
    });
    return forgotten.length;
  }

  async takeUnknownToQueue(limit: number): Promise<QueueEntry[]> {
    const [entries]: Changed<QueueEntry> = await this.dataSource.query(
      `UPDATE jobs SET enqueued_at = now() WHERE id IN (
         SELECT id FROM (SELECT id FROM jobs
           WHERE status = 'queued' AND enqueued_at IS NULL AND run_at < now() - interval '1 second'
           LIMIT $1 FOR UPDATE SKIP LOCKED) AS never_taken
         UNION ALL
         SELECT id FROM (SELECT id FROM jobs
           WHERE status = 'queued' AND enqueued_at < now() - make_interval(secs => $2)
           ORDER BY enqueued_at LIMIT $1 FOR UPDATE SKIP LOCKED) AS long_ago)
       RETURNING ${ENTRY}`,
      [limit, TOLD_AGAIN_AFTER_SECONDS],
    );
    return entries;
  }

  async recover(): Promise<Recovered> {
    const lost = await this.recoverLost();
    const unmet = await this.failUnmet();
    const ready = [...(await this.releaseDependents()), ...(await this.releaseDue())];
    const handedBack = lost.filter(({ status }) => status === transition('started', 'hand_back'));
    return { lost, unmet, ready: [...handedBack, ...ready] };
  }

  async compactCounts(): Promise<void> {
    const rows: unknown[] = await this.dataSource.query(
      `SELECT FROM job_counts OFFSET ${COUNT_ROWS_MAX} LIMIT 1`,
    );
    if (rows.length === 0) return;
    await this.dataSource.query(
      `WITH summed AS (DELETE FROM job_counts RETURNING priority, status, delta)
       INSERT INTO job_counts (priority, status, delta)
       SELECT priority, status, sum(delta) FROM summed GROUP BY priority, status HAVING sum(delta) <> 0`,
    );
  }

  private async recoverLost(): Promise<(LostAttempt & QueueEntry)[]> {
    const [canceled, failed] = [transition('started', 'cancel'), transition('started', 'fail')];
    const [lost]: Changed<LostAttempt & QueueEntry> = await this.dataSource.query(
      `UPDATE jobs SET
         status = next, attempt = attempt - got_further::int,
         ended_at = CASE WHEN next = '${failed}' OR next = '${canceled}' THEN now() END,
         expires_at = CASE WHEN next = '${failed}' OR next = '${canceled}' THEN ${expiresAt('next')} END,
         failure = CASE WHEN next = '${canceled}' THEN NULL ELSE $1::jsonb END,
         generation = generation + 1, run_at = now(),
         enqueued_at = CASE WHEN next = '${transition('started', 'hand_back')}' THEN NULL ELSE enqueued_at END,
         lease_token = NULL, lease_until = NULL
         FROM (SELECT id AS expired_id, got_further,
                      CASE WHEN cancel_requested_at IS NOT NULL THEN '${canceled}'
                           WHEN attempt > retry_count AND NOT got_further THEN '${failed}'
                           ELSE '${transition('started', 'hand_back')}' END AS next
                 FROM (SELECT *, progress > progress_at_start AS got_further FROM jobs
                        WHERE status = 'started' AND lease_until < now() FOR UPDATE SKIP LOCKED) AS expired
              ) AS decision
        WHERE id = expired_id
       RETURNING ${ENTRY}, attempt, worker, status`,
      [LOST],
    );
    return lost;
  }

  /** A job that fails so may be what another one waits for. */
  private async failUnmet(): Promise<string[]> {
    const failed = transition('deferred', 'fail');
    const unmet: string[] = [];
    for (;;) {
      const [rows]: Changed<{ id: string }> = await this.dataSource.query(
        `UPDATE jobs SET status = '${failed}', ended_at = now(), failure = $1::jsonb,
                expires_at = ${expiresAt(`'${failed}'`)}
          WHERE status = 'deferred' AND id IN (
            SELECT job_id FROM job_dependencies JOIN jobs AS needed ON needed.id = needs_id
             WHERE needed.status = ANY($2))
         RETURNING id`,
        [UNMET, UNMET_STATUSES],
      );
      if (rows.length === 0) return unmet;
      unmet.push(...rows.map(({ id }) => id));
    }
  }

  private async releaseDependents(): Promise<QueueEntry[]> {
    for (const done of [`id = needs_id AND status = 'finished'`, `id = job_id AND status <> 'deferred'`]) {
      await this.dataSource.query(`DELETE FROM job_dependencies USING jobs WHERE ${done}`);
    }
    const queued = transition('deferred', 'release');
    const [released]: Changed<QueueEntry & { status: string }> = await this.dataSource.query(
      `UPDATE jobs SET
         status = CASE WHEN run_at > now() THEN '${transition('deferred', 'schedule')}' ELSE '${queued}' END,
         run_at = greatest(run_at, now()), enqueued_at = NULL
        WHERE id IN (SELECT id FROM jobs WHERE status = 'deferred'
                        AND NOT EXISTS (SELECT FROM job_dependencies WHERE job_id = jobs.id)
                        FOR UPDATE SKIP LOCKED)
       RETURNING ${ENTRY}, status`,
    );
    return released.filter(({ status }) => status === queued);
  }

  private async releaseDue(): Promise<QueueEntry[]> {
    return await inBatches(async () => {
      const [due]: Changed<QueueEntry> = await this.dataSource.query(
        `UPDATE jobs SET status = '${transition('scheduled', 'release')}',
           generation = generation + 1, enqueued_at = NULL
          WHERE id IN (SELECT id FROM jobs WHERE status = 'scheduled' AND run_at <= now()
                        LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         RETURNING ${ENTRY}`,
      );
      return due;
    });
  }

  /** Whoever holds a row just now claims the job, and writes the same. */
  private async markAll(entries: readonly QueueEntry[]): Promise<void[]> {
    await this.dataSource.query(
      `WITH taken AS (
         SELECT job.id FROM unnest($1::text[], $2::int[]) AS entry(id, generation)
          CROSS JOIN LATERAL (${lockedJob('entry.id')} SKIP LOCKED) AS job
          WHERE job.generation = entry.generation AND status = 'queued' AND enqueued_at IS NULL)
       UPDATE jobs SET enqueued_at = now() FROM taken WHERE jobs.id = taken.id`,
      columnsOf(entries),
    );
    return entries.map(() => undefined);
  }
}

/** All that there is, a batch at a time. What somebody else holds is theirs, or for the next round. */
async function inBatches<T>(next: () => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let full = true; full;) {
    const batch = await next();
    all.push(...batch);
    full = batch.length >= BATCH;
  }
  return all;
}

function columnsOf(entries: readonly QueueEntry[]): [jobIds: string[], generations: number[]] {
  return [entries.map(({ jobId }) => jobId), entries.map(({ generation }) => generation)];
}

function failureOf(code: JobErrorCode, message: string): JobFailure {
  const { retryable } = new JobError(code, message);
  return { code, message, retryable, trace: message };
}
