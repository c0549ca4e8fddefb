import type { Outlook } from '../domain/eta.js';
import type { JobPriority } from '../domain/job.js';
import type { JobStatus } from '../domain/job-state.js';

export interface QueueCounts {
  readonly counts: Readonly<Record<JobStatus, number>>;
  /** How long the job that waits longest has waited; null when none does. */
  readonly oldestQueuedSeconds: number | null;
  /** No job of a paused queue is started. */
  readonly paused: boolean;
}

/**
 * So many of a queue are counted, before a job or after it: counting further would cost more than anybody learns from it.
 * They take a third of a millisecond.
 */
export const POSITION_MAX = 1_000;

/**
 * The three queues as the system of record has them. Counts, and all that is made of them, cost the same however many
 * jobs there are.
 */
export abstract class QueueRepository {
  abstract counts(priority: JobPriority): Promise<QueueCounts>;

  /** Jobs that have not ended: what `MAX_QUEUED_JOBS` limits. */
  abstract countUnended(): Promise<number>;

  /** Null unless the job is queued. `queueName` is the one that workers register with. */
  abstract outlook(jobId: string, queueName: string): Promise<Outlook | null>;

  /** What runs goes on; what is accepted meanwhile waits. Idempotent, as is {@link resume}. */
  abstract pause(priority: JobPriority): Promise<void>;

  abstract resume(priority: JobPriority): Promise<void>;

  abstract paused(): Promise<readonly JobPriority[]>;

  /** Runs every job again that had failed when this was called. Returns how many. */
  abstract requeueFailed(priority: JobPriority): Promise<number>;

  /** Cancels every job that was queued when this was called. Returns how many. */
  abstract empty(priority: JobPriority): Promise<number>;
}
