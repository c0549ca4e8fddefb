import type { JobPriority } from '../domain/job.js';
import type { JobLane } from '../domain/job-lane.js';

/** What the queue hands to a worker. */
export interface Delivery {
  readonly jobId: string;
  readonly generation: number;
}

/**
 * All that the queue is told of a job. The database is the truth and the queue a hint: an entry that is lost,
 * doubled or late costs time, never a job.
 */
export interface QueueEntry extends Delivery {
  readonly priority: JobPriority;
  readonly lane: JobLane;
}

/** Where jobs that wait are handed to workers. It may be away, or lose everything: what matters is in the database. */
export abstract class JobQueue {
  /** Idempotent for the same id and generation. Rejects when the queue cannot be reached in time. */
  abstract enqueue(entries: readonly QueueEntry[]): Promise<void>;

  /** Whether the queue remembers nothing: it is new, or has lost its data. It remembers something from `align` on. */
  abstract isBlank(): Promise<boolean>;

  /**
   * Brings what the queue itself remembers in line: which queues hand out nothing, and when housekeeping is due. What is in
   * line already stays as it is; a queue that lost everything is told all of it.
   */
  abstract align(paused: readonly JobPriority[]): Promise<void>;

  /** Takes out what no worker would take, as `stale` says of what waits, and what was kept for no reason. Returns how much. */
  abstract sweep(stale: (entries: readonly QueueEntry[]) => Promise<readonly QueueEntry[]>): Promise<number>;

  /** Takes an entry out if it still waits; does nothing when it is gone or being worked on. */
  abstract remove(entry: QueueEntry): Promise<void>;
}
