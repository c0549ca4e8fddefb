import type { JobStatus } from '../domain/job-state.js';
import type { QueueEntry } from './job-queue.js';

/** An attempt whose lease ran out, and what became of its job. */
export interface LostAttempt {
  readonly jobId: string;
  readonly attempt: number;
  readonly worker: string;
  /** What the job is now. */
  readonly status: JobStatus;
}

/** What {@link DispatchRepository.recover} has put right. */
export interface Recovered {
  /** Attempts whose worker is gone. */
  readonly lost: readonly LostAttempt[];
  /** Jobs that failed because one that they depend on did, or was canceled. */
  readonly unmet: readonly string[];
  /** Jobs that wait for a worker from now on: of lost attempts, at their time, with their dependencies finished. */
  readonly ready: readonly QueueEntry[];
}

/** What keeps the queue in step with the system of record. Safe to call from many processes at once. */
export abstract class DispatchRepository {
  /** The queue took this entry. Resolves when that is written down, which waits for others; a claim makes it needless. */
  abstract markEnqueued(entry: QueueEntry): Promise<void>;

  /**
   * Queued jobs that the queue may not know: those it never took, and those it took so long ago that it may have
   * lost them since. They count as taken from now on; nobody else is given them meanwhile.
   */
  abstract takeUnknownToQueue(limit: number): Promise<QueueEntry[]>;

  /** The queue has lost its data: it knows none of what waits. Returns how many jobs that is. */
  abstract forgetEnqueued(): Promise<number>;

  /** The queue did not take these after all. */
  abstract giveBack(entries: readonly QueueEntry[]): Promise<void>;

  /**
   * Puts right what time or a crash left.
   *
   * - An attempt whose lease ran out goes back to the queue, or fails with `worker_lost` when it was the last one, or
   *   ends `canceled` when that was asked for. It counts as an attempt unless it got further than the one before it.
   * - A job whose time has come, or whose dependencies are finished, is queued.
   * - A job that depends on one that failed or was canceled fails with `dependency_failed`.
   *
   * The queue does not know what is queued by it: the caller tells it, and marks what it took. What becomes of neither is
   * found by `takeUnknownToQueue`, a second later.
   */
  abstract recover(): Promise<Recovered>;

  /** Sums up what the counts are made of, when there is much of it. */
  abstract compactCounts(): Promise<void>;
}
