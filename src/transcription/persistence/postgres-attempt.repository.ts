import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Attempt, AttemptOutcome, ClaimedJob } from '../domain/attempt.js';
import type { JobFailure, Transcript } from '../domain/job.js';
import { type JobEvent, sourcesOf, transition } from '../domain/job-state.js';
import type { TranscribedSegment } from '../domain/segment.js';
import { AttemptRepository } from '../ports/attempt-repository.js';
import type { Delivery } from '../ports/job-queue.js';
import { Batches } from './batches.js';
import { finishedSegments, saveSegment } from './checkpoint.js';
import { type Changed, expiresAt, lockedJob } from './job-changes.js';
import { type JobRow, jobOfRow } from './job.mapper.js';
import { whilePassing } from './passing-failure.js';

/** A claim has nothing to lose yet: the queue brings its entry again. */
const CLAIM_PATIENCE_MS = 5_000;

/** As the statement reads it. */
interface Claim {
  readonly job_id: string;
  readonly generation: number;
  readonly token: string;
  readonly worker: string;
  readonly lease_seconds: number;
  readonly models: readonly string[] | null;
}

type UnfinishedOutcome = Exclude<AttemptOutcome, { kind: 'finished' }>;

interface FinishedAttempt {
  readonly attempt: Attempt;
  readonly transcript: Transcript;
}

@Injectable()
export class PostgresAttemptRepository extends AttemptRepository {
  private readonly claims = new Batches((claims: readonly Claim[]) => this.claimAll(claims));
  private readonly ends = new Batches((ends: readonly FinishedAttempt[]) => this.finishAll(ends));

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async claim(
    { jobId, generation }: Delivery,
    worker: string,
    leaseSeconds: number,
    models: readonly string[] | null = null,
  ): Promise<ClaimedJob | null> {
    const asked = { job_id: jobId, generation, worker, lease_seconds: leaseSeconds, models };
    const claim = { ...asked, token: randomUUID() };
    return await whilePassing(() => this.claims.add(claim), CLAIM_PATIENCE_MS);
  }

  async queuedForOtherModels(models: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const rows: { model: string; queued: number }[] = await this.dataSource.query(
      `SELECT model, count(*)::int AS queued FROM jobs
        WHERE status = 'queued' AND model <> ALL($1) AND api_key_id IS NULL GROUP BY model`,
      [models],
    );
    return Object.fromEntries(rows.map(({ model, queued }) => [model, queued]));
  }

  async renewLease(
    { jobId, token }: Attempt,
    leaseSeconds: number,
    durationSeconds: number | null,
  ): Promise<'held' | 'cancel_requested' | 'lost'> {
    const [rows]: Changed<{ canceled: boolean }> = await this.dataSource.query(
      `UPDATE jobs SET lease_until = now() + make_interval(secs => $3),
              audio_duration_seconds = coalesce($4, audio_duration_seconds)
        WHERE id = $1 AND lease_token = $2 RETURNING cancel_requested_at IS NOT NULL AS canceled`,
      [jobId, token, leaseSeconds, durationSeconds],
    );
    if (!rows[0]) return 'lost';
    return rows[0].canceled ? 'cancel_requested' : 'held';
  }

  async finishedSegments(jobId: string, settings: string): Promise<TranscribedSegment[]> {
    return await finishedSegments(this.dataSource, jobId, settings);
  }

  async saveSegment(
    attempt: Attempt,
    segment: TranscribedSegment,
    settings: string,
    progress: number,
  ): Promise<boolean> {
    return await saveSegment(this.dataSource, { attempt, segment, settings, progress });
  }

  /** A cancel that was asked for meanwhile keeps an attempt from finishing. */
  async endAttempt(
    attempt: Attempt,
    outcome: AttemptOutcome,
    durationSeconds: number | null,
  ): Promise<AttemptOutcome | null> {
    return await whilePassing(async () => {
      if (outcome.kind !== 'finished') return await this.release(attempt, outcome, durationSeconds);
      const finished = await this.ends.add({ attempt, transcript: outcome.transcript });
      return finished ? outcome : await this.release(attempt, { kind: 'canceled' }, durationSeconds);
    });
  }

  private async claimAll(claims: readonly Claim[]): Promise<(ClaimedJob | null)[]> {
    const [rows]: Changed<JobRow & { lease_token: string }> = await this.dataSource.query(CLAIM, [
      JSON.stringify(claims),
      sourcesOf('claim'),
    ]);
    const claimed = claims.map(({ job_id: jobId, token }) => {
      const row = rows.find(({ lease_token }) => lease_token === token);
      return row ? { attempt: { jobId, token }, job: jobOfRow(this.dataSource, row) } : null;
    });
    const dropped = claims.filter((_, index) => !claimed[index]);
    if (dropped.length > 0) await this.forgetEnqueued(dropped);
    return claimed;
  }

  /** What is not forgotten is told to the queue again after a minute: no reason to drop what was claimed. */
  private async forgetEnqueued(dropped: readonly Claim[]): Promise<void> {
    await this.dataSource.query(FORGET_ENQUEUED, [JSON.stringify(dropped)]).catch(() => undefined);
  }

  private async finishAll(ends: readonly FinishedAttempt[]): Promise<boolean[]> {
    const rows = ends.map(({ attempt, transcript }) => ({ ...attempt, ...transcript }));
    const finished: { token: string }[] = await this.dataSource.query(FINISH, [JSON.stringify(rows)]);
    return ends.map(({ attempt }) => finished.some(({ token }) => token === attempt.token));
  }

  /**
   * Takes the job out of the attempt's hands. A cancel that came too late for a heartbeat still holds, whatever the attempt
   * came to: who asked for it was told that it would. Null when the job was not in these hands any more.
   */
  private async release(
    { jobId, token }: Attempt,
    outcome: UnfinishedOutcome,
    durationSeconds: number | null,
  ): Promise<AttemptOutcome | null> {
    const failure: JobFailure | null = 'failure' in outcome ? outcome.failure : null;
    const [released]: Changed<{ status: string }> = await this.dataSource.query(RELEASE, [
      jobId,
      token,
      transition('started', EVENT_OF[outcome.kind]),
      failure && JSON.stringify(failure),
      outcome.kind,
      outcome.kind === 'retry' ? outcome.delaySeconds : 0,
      durationSeconds,
      usesAttempt(outcome),
    ]);
    if (!released[0]) return null;
    return released[0].status === CANCELED ? { kind: 'canceled' } : outcome;
  }
}

function usesAttempt(outcome: UnfinishedOutcome): boolean {
  return outcome.kind === 'retry' ? outcome.counts : outcome.kind !== 'interrupted';
}

const EVENT_OF: Readonly<Record<UnfinishedOutcome['kind'], JobEvent>> = {
  failed: 'fail',
  canceled: 'cancel',
  retry: 'retry',
  interrupted: 'hand_back',
};

const CANCELED = transition('started', 'cancel');

/** Whether the worker of a claim has the model of the job, or needs none because a provider has it. */
const HAS_MODEL = '(claim.models IS NULL OR job.model = ANY(claim.models) OR job.api_key_id IS NOT NULL)';

/**
 * `$1`: {@link Claim}s. Whose token is returned has the job. Asked again, because its answer was lost, it returns the same
 * and counts no second attempt.
 */
const CLAIM = `
  WITH ready AS (
    SELECT id, claim.* FROM (
      SELECT * FROM jsonb_to_recordset($1::jsonb)
               AS claim(job_id text, generation int, token uuid, worker text, lease_seconds int, models text[])
       ORDER BY job_id) AS claim
     CROSS JOIN LATERAL (${lockedJob('claim.job_id')}) AS job
     WHERE lease_token = claim.token
        OR job.generation = claim.generation AND status = ANY($2) AND ${HAS_MODEL}
           AND NOT EXISTS (SELECT FROM paused_queues WHERE paused_queues.priority = job.priority))
  UPDATE jobs SET status = '${transition('queued', 'claim')}', started_at = now(),
         attempt = attempt + (jobs.lease_token IS DISTINCT FROM ready.token)::int,
         enqueued_at = coalesce(enqueued_at, now()), progress_at_start = progress, worker = ready.worker,
         lease_token = ready.token, lease_until = now() + make_interval(secs => ready.lease_seconds)
    FROM ready WHERE jobs.id = ready.id
  RETURNING jobs.*`;

/**
 * `$1`: claims whose entries are dropped. A job that still waits, in a paused queue, is unknown to the queue then. One that
 * waits for another model is not: as long as nobody has it, looking for them once a minute is enough.
 */
const FORGET_ENQUEUED = `
  WITH dropped AS (
    SELECT id FROM (
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS claim(job_id text, generation int, models text[]) ORDER BY job_id) AS claim
     CROSS JOIN LATERAL (${lockedJob('claim.job_id')}) AS job
     WHERE job.generation = claim.generation AND status = 'queued' AND ${HAS_MODEL})
  UPDATE jobs SET enqueued_at = NULL FROM dropped WHERE jobs.id = dropped.id`;

/**
 * `$1`: {@link FinishedAttempt}s. Returns whose jobs are finished, by their tokens; the others are in other hands, or are to be canceled.
 * The transcript replaces the checkpoint that it was made from.
 */
const FINISH = `
  WITH finished AS (
    SELECT id, ended.* FROM (
      SELECT * FROM jsonb_to_recordset($1::jsonb)
               AS ended("jobId" text, token uuid, text text, language text, model text, "durationSeconds" float,
                        "processingSeconds" float, "wordTimes" text, channels text, segments jsonb,
                        corrections jsonb)
       ORDER BY "jobId") AS ended
     CROSS JOIN LATERAL (${lockedJob('ended."jobId"')}) AS job
     WHERE lease_token = ended.token AND cancel_requested_at IS NULL),
  released AS (
    UPDATE jobs SET status = '${transition('started', 'finish')}', lease_token = NULL, lease_until = NULL, failure = NULL,
           progress = 1, audio_duration_seconds = "durationSeconds", ended_at = now(),
           expires_at = ${expiresAt(`'${transition('started', 'finish')}'`)}
      FROM finished WHERE jobs.id = finished.id),
  cleared AS (DELETE FROM segments USING finished WHERE job_id = finished.id),
  stored AS (
    INSERT INTO transcripts
           (job_id, text, language, model, channels, duration_seconds, processing_seconds, word_times, segments,
            corrections)
    SELECT id, text, language, model, channels, "durationSeconds", "processingSeconds", "wordTimes", segments,
           corrections
      FROM finished)
  SELECT token FROM finished`;

const RELEASE = `
  UPDATE jobs SET
     status = next, lease_token = NULL, lease_until = NULL,
     failure = CASE WHEN next = '${CANCELED}' THEN NULL WHEN $5 = 'interrupted' THEN failure ELSE $4::jsonb END,
     audio_duration_seconds = coalesce($7, audio_duration_seconds),
     ended_at = CASE WHEN goes_on THEN NULL ELSE now() END,
     expires_at = CASE WHEN goes_on THEN NULL ELSE ${expiresAt('next')} END,
     generation = generation + goes_on::int,
     enqueued_at = CASE WHEN goes_on THEN NULL ELSE enqueued_at END,
     run_at = CASE WHEN goes_on THEN now() + make_interval(secs => $6) ELSE run_at END,
     attempt = attempt - (NOT $8)::int
    FROM (SELECT next, next <> '${CANCELED}' AND $5 IN ('retry', 'interrupted') AS goes_on
            FROM (SELECT CASE WHEN cancel_requested_at IS NULL THEN $3 ELSE '${CANCELED}' END AS next
                    FROM jobs WHERE id = $1 AND lease_token = $2 FOR UPDATE) AS wish) AS decision
    WHERE id = $1 AND lease_token = $2
   RETURNING status`;
