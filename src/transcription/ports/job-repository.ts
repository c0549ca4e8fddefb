import type { Job, JobAudio, JobPriority, NewJob, Transcript } from '../domain/job.js';
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

/** A recording in the audio store that a deleted job leaves behind. */
export type LeftAudio = Pick<JobAudio, 'source' | 'location'>;

/** Under which conditions a job is taken. */
export interface Acceptance {
  /** Jobs that may be there and not have ended, this one among them. The lowest counts for those that come together. */
  readonly maxUnended: number;
  /**
   * Makes the recording part of the store. Called for a new job only, while nobody else can take the recording away; the
   * job is there when it has succeeded.
   */
  readonly keep?: (() => Promise<void>) | undefined;
}

export interface AcceptedJob {
  readonly job: Job;
  /** False when a job with this id was there already: everything is as it was. */
  readonly created: boolean;
}

/** What the API reads and writes of the system of record. Time is the database's clock, everywhere. */
export abstract class JobRepository {
  /**
   * Writes a new job: `deferred` when it depends on others, `scheduled` when its time is to come, else `queued`. Null when
   * there is no room for it; a job that is there already needs none.
   */
  abstract create(job: NewJob, acceptance: Acceptance): Promise<AcceptedJob | null>;

  abstract find(id: string): Promise<Job | null>;

  abstract findTranscript(id: string): Promise<Transcript | null>;

  abstract list(page: JobPageRequest): Promise<JobPage>;

  /**
   * Cancels what waits at once and asks the worker of what runs; an ended job stays as it is. Returns the job as
   * it is then, null when there is none.
   */
  abstract cancel(id: string): Promise<Job | null>;

  /** Those of `ids` that no job has. */
  abstract unknown(ids: readonly string[]): Promise<string[]>;

  /**
   * Runs a failed or canceled job again, as if it had just been accepted but for its checkpoint. Null when it is neither,
   * or when there is none.
   */
  abstract requeue(id: string): Promise<Job | null>;

  /** Deletes an ended job that no other one waits for, with its transcript. Null when nothing was deleted. */
  abstract delete(id: string): Promise<LeftAudio | null>;
}
