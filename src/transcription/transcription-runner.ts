import { Inject, Injectable, Logger } from '@nestjs/common';
import { startAttemptClock } from './attempt-clock.js';
import { holdingLease } from './attempt-lease.js';
import { AttemptAborted, type AttemptOutcome, type ClaimedJob, LEASE_SECONDS } from './domain/attempt.js';
import { JobError } from './domain/job-error.js';
import type { JobLane } from './domain/job-lane.js';
import { failureOutcome } from './domain/retry-policy.js';
import { AttemptRepository } from './ports/attempt-repository.js';
import { AttemptRunner, type DeliveryResult } from './ports/attempt-runner.js';
import type { Delivery } from './ports/job-queue.js';
import { type AttemptProgress, RecordingTranscriber } from './recording-transcriber.js';
import { WORKER_IDENTITY, type WorkerIdentity } from './worker-identity.js';

/** How often it is said that jobs wait for a model which this worker has not. */
const OTHER_MODELS_REPORT_MS = 60_000;

/**
 * One attempt, from the queue's entry to its written end:
 * claim → hold the lease, start the clock → transcribe → name the outcome → write it, fenced → report.
 */
@Injectable()
export class TranscriptionRunner extends AttemptRunner {
  private readonly logger = new Logger('Transcription');
  private ended = 0;
  private otherModelsReportedAtMs = -Infinity;

  constructor(
    @Inject(WORKER_IDENTITY) private readonly worker: WorkerIdentity,
    private readonly attempts: AttemptRepository,
    private readonly transcriber: RecordingTranscriber,
  ) {
    super();
  }

  /** Attempts that this worker has ended. */
  get jobsDone(): number {
    return this.ended;
  }

  override async problem(lane: JobLane): Promise<string | null> {
    return await this.transcriber.problem(lane);
  }

  async run(entry: Delivery, signal: AbortSignal): Promise<DeliveryResult> {
    const { models } = this.transcriber;
    const claimed = await this.attempts.claim(entry, this.worker.name, LEASE_SECONDS, models);
    if (!claimed) {
      if (models) await this.reportOtherModels(models);
      return 'dropped';
    }

    const controller = new AbortController();
    const forward = () => controller.abort(signal.reason);
    signal.addEventListener('abort', forward, { once: true });
    if (signal.aborted) forward();
    this.reportStart(claimed);
    const { attempt } = claimed;
    const progress: AttemptProgress = { durationSeconds: null, recognised: 0 };
    try {
      return await holdingLease(
        this.attempts,
        attempt,
        controller,
        () => progress.durationSeconds,
        async () => {
          const outcome = await this.attempt(claimed, controller, progress);
          const { durationSeconds } = progress;
          const written = outcome && (await this.attempts.endAttempt(attempt, outcome, durationSeconds));
          this.reportEnd(claimed, written);
          return written?.kind ?? 'dropped';
        },
      );
    } finally {
      signal.removeEventListener('abort', forward);
      this.ended += 1;
    }
  }

  /** Null: the lease is lost and there is nothing that we may write. */
  private async attempt(
    claimed: ClaimedJob,
    controller: AbortController,
    progress: AttemptProgress,
  ): Promise<AttemptOutcome | null> {
    const { job } = claimed;
    const { signal } = controller;
    const stopClock = startAttemptClock(
      job.timeoutSeconds,
      () => this.transcriber.paceOf(claimed.attempt),
      () => controller.abort(new AttemptAborted('timeout')),
    );
    try {
      const work = this.transcriber.transcribe(claimed, signal, progress);
      return { kind: 'finished', transcript: await orAborted(work, signal) };
    } catch (error) {
      const aborted = signal.aborted ? (signal.reason as AttemptAborted) : error;
      return aborted instanceof AttemptAborted
        ? abortedOutcome(aborted, claimed)
        : failureOutcome(JobError.from(error), job, progress.recognised);
    } finally {
      stopClock();
    }
  }

  private reportStart({ job }: ClaimedJob): void {
    this.logger.log('job started', {
      jobId: job.id,
      attempt: job.attempt,
      priority: job.priority,
      model: job.model,
      ...(job.apiKeyId !== null && { apiKeyId: job.apiKeyId }),
      audioBytes: job.audio.bytes,
    });
  }

  private reportEnd({ job }: ClaimedJob, outcome: AttemptOutcome | null): void {
    const about = { jobId: job.id, attempt: job.attempt };
    switch (outcome?.kind) {
      case 'finished': {
        const { durationSeconds, processingSeconds, segments } = outcome.transcript;
        this.logger.log('job finished', {
          ...about,
          audioSeconds: durationSeconds,
          processingSeconds,
          realTimeFactor: durationSeconds > 0 ? processingSeconds / durationSeconds : null,
          segments: segments.length,
        });
        return;
      }
      case 'retry':
      case 'failed': {
        this.reportFailure(outcome, about);
        return;
      }
      case 'canceled':
        this.logger.log('job canceled', about);
        return;
      case 'interrupted':
        if (outcome.reason === undefined) this.logger.log('job handed back to the queue', about);
        else this.logger.warn('job handed back to the queue', { ...about, reason: outcome.reason });
        return;
      case undefined:
        this.logger.warn('lease lost, attempt dropped', about);
    }
  }

  /** Another worker may have it, or none. */
  private async reportOtherModels(models: readonly string[]): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.otherModelsReportedAtMs < OTHER_MODELS_REPORT_MS) return;
    this.otherModelsReportedAtMs = nowMs;
    const queued = await this.attempts.queuedForOtherModels(models);
    if (Object.keys(queued).length === 0) return;
    this.logger.warn('jobs wait for a model that this worker does not run', { models, queued });
  }

  /**
   * A recording that cannot be transcribed is its sender's affair: nobody has to get up for it. A key that a provider
   * refuses is the operator's.
   */
  private reportFailure(
    { kind, failure }: Extract<AttemptOutcome, { kind: 'retry' | 'failed' }>,
    about: object,
  ): void {
    const { code, message: error, retryable, trace } = failure;
    const fields = { ...about, code, error, ...(code === 'internal' && { trace }) };
    if (kind === 'retry') this.logger.error('attempt failed, the job will be retried', fields);
    else if (retryable || code === 'provider_rejected') this.logger.error('job failed', fields);
    else this.logger.warn('recording refused', fields);
  }
}

/**
 * The work, or the reason of the signal as soon as it is aborted: a call that never answers, such as one to a disk that is
 * away, must hold neither the job nor its slot. What is left of the work ends by itself; it can write nothing.
 */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return await new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function abortedOutcome({ why }: AttemptAborted, { job }: ClaimedJob): AttemptOutcome | null {
  switch (why) {
    case 'timeout': {
      const message = `The attempt took longer than its timeout of ${job.timeoutSeconds} s.`;
      return failureOutcome(new JobError('timeout', message), job);
    }
    case 'cancel':
      return { kind: 'canceled' };
    case 'shutdown':
      return { kind: 'interrupted' };
    case 'lease_lost':
      return null;
  }
}
