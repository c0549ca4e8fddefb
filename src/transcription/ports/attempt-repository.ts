import type { Attempt, AttemptOutcome, ClaimedJob } from '../domain/attempt.js';
import type { TranscribedSegment } from '../domain/segment.js';
import type { Delivery } from './job-queue.js';

/**
 * What a worker writes to the system of record. After the claim every write is fenced by the attempt's token: a
 * worker that lost its lease changes nothing, whatever it still believes. What must be written is written again while
 * the database is away, for up to 20 s.
 */
export abstract class AttemptRepository {
  /**
   * Starts an attempt if the job is queued with this generation. Null otherwise: drop the entry. So is that of a job with
   * another model than `models`; the queue is told of it again after a minute, for a worker that has it. Default: any model.
   */
  abstract claim(
    entry: Delivery,
    worker: string,
    leaseSeconds: number,
    models?: readonly string[] | null,
  ): Promise<ClaimedJob | null>;

  /** How many jobs are queued with other models than these, by their model. */
  abstract queuedForOtherModels(models: readonly string[]): Promise<Readonly<Record<string, number>>>;

  /**
   * Heartbeat. `lost`: somebody else has the job, write nothing more. The duration of the recording comes along once it is
   * known.
   */
  abstract renewLease(
    attempt: Attempt,
    leaseSeconds: number,
    durationSeconds: number | null,
  ): Promise<'held' | 'cancel_requested' | 'lost'>;

  /**
   * The checkpoint: what earlier attempts have finished, in order. Only of a recording that was cut with the same
   * `settings`: to others an index means another stretch.
   */
  abstract finishedSegments(jobId: string, settings: string): Promise<TranscribedSegment[]>;

  /** Writes one finished segment, and the progress (0 to 1) with it. False when fenced off. */
  abstract saveSegment(
    attempt: Attempt,
    segment: TranscribedSegment,
    settings: string,
    progress: number,
  ): Promise<boolean>;

  /**
   * Ends the attempt in one transaction: the transcript, the state, the end of the lease. Returns how it ended: `canceled`
   * when that was asked for before, whatever the outcome. Null when fenced off: nothing was written.
   */
  abstract endAttempt(
    attempt: Attempt,
    outcome: AttemptOutcome,
    durationSeconds: number | null,
  ): Promise<AttemptOutcome | null>;
}
