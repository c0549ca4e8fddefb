import type { JobStatus } from '../domain/job-state.js';
import type { QueueEntry } from './job-queue.js';

export interface LostAttempt {
  readonly jobId: string;
  readonly attempt: number;
  readonly worker: string;
  /** What the job is now. */
  readonly status: JobStatus;
}

export interface Recovered {
  /** Attempts whose worker is gone. */
  readonly lost: readonly LostAttempt[];
  /** Retries whose time has come. */
  readonly due: number;
}

/** What keeps the queue in step with the system of record. Safe to call from many processes at once. */
export abstract class DispatchRepository {
  /** The queue took these entries. */
  abstract markEnqueued(entries: readonly QueueEntry[]): Promise<void>;

  /**
   * Queued jobs that the queue may not know: those it never took, and those it took so long ago that it may have
   * lost them since. They count as taken from now on; nobody else is given them meanwhile.
   */
  abstract takeUnknownToQueue(limit: number): Promise<QueueEntry[]>;

  /** The queue did not take these after all. */
  abstract giveBack(entries: readonly QueueEntry[]): Promise<void>;

  /**
   * Puts right what time or a crash left: an attempt whose lease ran out goes back to the queue, or fails with
   * `worker_lost` when it was the last one, or ends `canceled` when that was asked for; a retry whose time has come
   * is queued.
   */
  abstract recover(): Promise<Recovered>;
}
