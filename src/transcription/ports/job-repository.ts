import type { Job, JobPriority, NewJob, Transcript } from '../domain/job.js';
import type { JobStatus } from '../domain/job-state.js';

export interface JobPageRequest {
  readonly status?: JobStatus | undefined;
  readonly priority?: JobPriority | undefined;
  readonly limit: number;
  /** From the page before; absent for the first one. Digits; opaque to clients. */
  readonly cursor?: string | undefined;
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: Job[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export interface QueueCounts {
  readonly counts: Readonly<Record<JobStatus, number>>;
  /** How long the job that waits longest has waited; null when none does. */
  readonly oldestQueuedSeconds: number | null;
}

/** Counting further would cost more than anybody learns from it. */
export const POSITION_MAX = 10_000;

/** What the API reads and writes of the system of record. Time is the database's clock, everywhere. */
export abstract class JobRepository {
  /**
   * Writes a new job, `queued`. An id that is taken leaves everything as it was and returns the job that has it,
   * with `created: false`.
   */
  abstract create(job: NewJob): Promise<{ readonly job: Job; readonly created: boolean }>;

  abstract find(id: string): Promise<Job | null>;

  abstract findTranscript(id: string): Promise<Transcript | null>;

  abstract list(page: JobPageRequest): Promise<JobPage>;

  abstract counts(priority: JobPriority): Promise<QueueCounts>;

  /** 1 for the job that is next; null unless it is queued, and beyond {@link POSITION_MAX}. */
  abstract position(id: string): Promise<number | null>;

  /** Jobs that wait or run: what `MAX_QUEUED_JOBS` limits. */
  abstract countUnended(): Promise<number>;

  /**
   * Cancels what waits at once and asks the worker of what runs; an ended job stays as it is. Returns the job as
   * it is then, null when there is none.
   */
  abstract cancel(id: string): Promise<Job | null>;
}
