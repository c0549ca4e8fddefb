import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Attempt, AttemptOutcome, ClaimedJob } from '../domain/attempt.js';
import type { JobFailure, Transcript } from '../domain/job.js';
import { type JobEvent, sourcesOf, transition } from '../domain/job-state.js';
import type { TranscribedSegment } from '../domain/segment.js';
import { AttemptRepository } from '../ports/attempt-repository.js';
import type { QueueEntry } from '../ports/job-queue.js';
import { expiresAt } from './job-changes.js';
import { JobEntity } from './job.entity.js';
import { toJob } from './job.mapper.js';
import { whilePassing } from './passing-failure.js';
import { SegmentEntity } from './segment.entity.js';
import { TranscriptEntity } from './transcript.entity.js';

/** The driver's answer to an `UPDATE … RETURNING`. */
type Updated<R> = [rows: R[], count: number];

type Row = Record<string, unknown>;

@Injectable()
export class PostgresAttemptRepository extends AttemptRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async claim(
    { jobId, generation }: Pick<QueueEntry, 'jobId' | 'generation'>,
    worker: string,
    leaseSeconds: number,
  ): Promise<ClaimedJob | null> {
    const token = randomUUID();
    const [rows]: Updated<Row> = await this.dataSource.query(
      `UPDATE jobs SET status = '${transition('queued', 'claim')}', attempt = attempt + 1,
         started_at = now(), worker = $4, progress_at_start = progress,
         lease_token = $3, lease_until = now() + make_interval(secs => $5)
        WHERE id = $1 AND generation = $2 AND status = ANY($6)
          AND NOT EXISTS (SELECT FROM paused_queues WHERE paused_queues.priority = jobs.priority)
       RETURNING *`,
      [jobId, generation, token, worker, leaseSeconds, sourcesOf('claim')],
    );
    if (rows[0]) return { attempt: { jobId, token }, job: toJob(this.entityOf(rows[0])) };
    // The entry is dropped: if the job still waits, in a paused queue, the queue does not know it any more.
    await this.dataSource.query(
      `UPDATE jobs SET enqueued_at = NULL WHERE id = $1 AND generation = $2 AND status = 'queued'`,
      [jobId, generation],
    );
    return null;
  }

  async renewLease(
    { jobId, token }: Attempt,
    leaseSeconds: number,
  ): Promise<'held' | 'cancel_requested' | 'lost'> {
    const [rows]: Updated<{ canceled: boolean }> = await this.dataSource.query(
      `UPDATE jobs SET lease_until = now() + make_interval(secs => $3)
        WHERE id = $1 AND lease_token = $2 RETURNING cancel_requested_at IS NOT NULL AS canceled`,
      [jobId, token, leaseSeconds],
    );
    if (!rows[0]) return 'lost';
    return rows[0].canceled ? 'cancel_requested' : 'held';
  }

  async recordDuration({ jobId, token }: Attempt, durationSeconds: number): Promise<void> {
    await this.dataSource.manager.update(
      JobEntity,
      { id: jobId, leaseToken: token },
      { audioDurationSeconds: durationSeconds },
    );
  }

  async finishedSegments(jobId: string, settings: string): Promise<TranscribedSegment[]> {
    const rows = await this.dataSource.manager.find(SegmentEntity, {
      where: { jobId, settings },
      order: { index: 'ASC' },
    });
    return rows.map(({ index, channel, startSeconds, endSeconds, text, words, phrases, language }) => ({
      index,
      channel,
      start: startSeconds,
      end: endSeconds,
      text,
      ...(words && { words }),
      ...(phrases && { phrases }),
      ...(language !== null && { language }),
    }));
  }

  async saveSegment(
    { jobId, token }: Attempt,
    { index, channel, start, end, text, words, phrases, language }: TranscribedSegment,
    settings: string,
    progress: number,
  ): Promise<boolean> {
    const json = (value: readonly unknown[] | undefined) => value && JSON.stringify(value);
    const heard = [text, json(words), json(phrases), language];
    const rows: unknown[] = await whilePassing(() =>
      this.dataSource.query(
        `WITH held AS (
           UPDATE jobs SET progress = greatest(progress, $3::real)
            WHERE id = $1 AND lease_token = $2 RETURNING id)
         INSERT INTO segments
           (job_id, index, channel, start_seconds, end_seconds, text, words, phrases, language, settings)
         SELECT id, $4::int, $5::smallint, $6::float, $7::float, $8, $9::jsonb, $10::jsonb, $11, $12 FROM held
         ON CONFLICT (job_id, index) DO UPDATE SET
           start_seconds = excluded.start_seconds, end_seconds = excluded.end_seconds,
           text = excluded.text, words = excluded.words, phrases = excluded.phrases,
           language = excluded.language, settings = excluded.settings
         RETURNING job_id`,
        [jobId, token, progress, index, channel, start, end, ...heard, settings],
      ),
    );
    return rows.length > 0;
  }

  async endAttempt(attempt: Attempt, outcome: AttemptOutcome): Promise<boolean> {
    return await whilePassing(() =>
      this.dataSource.transaction(async (manager) => {
        const held = await release(manager, attempt, outcome);
        if (held && outcome.kind === 'finished') {
          await storeTranscript(manager, attempt.jobId, outcome.transcript);
        }
        return held;
      }),
    );
  }

  /** From a row as the driver gives it. */
  private entityOf(row: Row): JobEntity {
    const { driver } = this.dataSource;
    const entity = new JobEntity();
    for (const column of this.dataSource.getMetadata(JobEntity).columns) {
      column.setEntityValue(entity, driver.prepareHydratedValue(row[column.databaseName], column));
    }
    return entity;
  }
}

const EVENT_OF: Readonly<Record<AttemptOutcome['kind'], JobEvent>> = {
  finished: 'finish',
  failed: 'fail',
  canceled: 'cancel',
  retry: 'retry',
  interrupted: 'hand_back',
};

/**
 * Takes the job out of the attempt's hands. A cancel that came too late for a heartbeat still holds, unless the job is
 * finished: nothing more follows. False when the job was not in these hands any more.
 */
async function release(
  manager: EntityManager,
  { jobId, token }: Attempt,
  outcome: AttemptOutcome,
): Promise<boolean> {
  const status = transition('started', EVENT_OF[outcome.kind]);
  const failure: JobFailure | null = 'failure' in outcome ? outcome.failure : null;
  const [, released]: Updated<Row> = await manager.query(
    `UPDATE jobs SET
       status = CASE WHEN unwanted THEN '${transition('started', 'cancel')}' ELSE $3 END,
       lease_token = NULL, lease_until = NULL,
       failure = CASE WHEN unwanted THEN NULL WHEN $5 = 'interrupted' THEN failure ELSE $4::jsonb END,
       progress = CASE WHEN $5 = 'finished' THEN 1 ELSE progress END,
       ended_at = CASE WHEN goes_on THEN NULL ELSE now() END,
       expires_at = CASE WHEN goes_on THEN NULL ELSE ${expiresAt('$3')} END,
       generation = generation + goes_on::int,
       enqueued_at = CASE WHEN goes_on THEN NULL ELSE enqueued_at END,
       run_at = CASE WHEN goes_on THEN now() + make_interval(secs => $6) ELSE run_at END,
       attempt = attempt - ($7::boolean)::int
      FROM (SELECT unwanted, NOT unwanted AND $5 IN ('retry', 'interrupted') AS goes_on
              FROM (SELECT cancel_requested_at IS NOT NULL AND $5 <> 'finished' AS unwanted
                      FROM jobs WHERE id = $1 AND lease_token = $2 FOR UPDATE) AS wish) AS decision
      WHERE id = $1 AND lease_token = $2`,
    [
      jobId,
      token,
      status,
      failure && JSON.stringify(failure),
      outcome.kind,
      outcome.kind === 'retry' ? outcome.delaySeconds : 0,
      outcome.kind === 'interrupted' || (outcome.kind === 'retry' && !outcome.counts),
    ],
  );
  return released > 0;
}

/** The transcript replaces the checkpoint that it was made from. */
async function storeTranscript(manager: EntityManager, jobId: string, transcript: Transcript): Promise<void> {
  await manager.insert(TranscriptEntity, { jobId, ...transcript, segments: [...transcript.segments] });
  await manager.delete(SegmentEntity, { jobId });
}
