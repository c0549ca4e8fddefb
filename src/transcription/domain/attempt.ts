import type { Job, JobFailure, Transcript } from './job.js';

/** How long a worker may be silent before its job is given to another one. */
export const LEASE_SECONDS = 30;

/** An attempt that hears nothing of the database for so long stops by itself, well before its lease runs out. */
export const SILENCE_MAX_SECONDS = (LEASE_SECONDS * 2) / 3;

/** What a worker holds while it works on a job. Every write of the attempt is fenced by `token`. */
export interface Attempt {
  readonly jobId: string;
  /** A new one for each claim: a worker whose token is not the job's any more can write nothing. */
  readonly token: string;
}

/** A job that this worker has claimed. */
export interface ClaimedJob {
  readonly attempt: Attempt;
  readonly job: Job;
}

/** The closed set of ends of an attempt. */
export type AttemptOutcome =
  | { readonly kind: 'finished'; readonly transcript: Transcript }
  | {
      readonly kind: 'retry';
      readonly failure: JobFailure;
      readonly delaySeconds: number;
      /** Whether it uses up one of the attempts that the job has. */
      readonly counts: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: JobFailure }
  | { readonly kind: 'canceled' }
  /**
   * Goes back to the queue without using up an attempt: by a shutdown, or because this worker has not what the job needs,
   * which `reason` says then.
   */
  | { readonly kind: 'interrupted'; readonly reason?: string };

/** Why the signal of an attempt was aborted: `signal.reason` is one of these. */
export class AttemptAborted extends Error {
  constructor(readonly why: 'timeout' | 'cancel' | 'shutdown' | 'lease_lost') {
    super(`attempt aborted: ${why}`);
    this.name = 'AttemptAborted';
  }
}
