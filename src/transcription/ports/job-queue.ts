import type { JobPriority } from '../domain/job.js';

/**
 * All that the queue is told of a job. The database is the truth and the queue a hint: an entry that is lost,
 * doubled or late costs time, never a job.
 */
export interface QueueEntry {
  readonly jobId: string;
  readonly generation: number;
  readonly priority: JobPriority;
}

export abstract class JobQueue {
  /** Idempotent for the same id and generation. Rejects when the queue cannot be reached in time. */
  abstract enqueue(entries: readonly QueueEntry[]): Promise<void>;

  /** Takes an entry out if it still waits; does nothing when it is gone or being worked on. */
  abstract remove(entry: QueueEntry): Promise<void>;
}
