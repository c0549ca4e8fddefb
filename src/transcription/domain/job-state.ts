import { DomainError } from '../../errors/domain-error.js';

/** The states of a job, as in `docs/job-states.md`. */
export const JOB_STATUSES = [
  'deferred',
  'scheduled',
  'queued',
  'started',
  'finished',
  'failed',
  'canceled',
] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

/**
 * What can happen to a job.
 *
 * - `release`: what it waited for (dependencies, a time) is here;
 * - `schedule`: its dependencies are finished, its time has not come yet;
 * - `claim`: a worker starts an attempt;
 * - `finish`, `fail`: the attempt ended for good;
 * - `retry`: the attempt failed and another one follows after a delay;
 * - `hand_back`: the attempt was interrupted (shutdown, lost worker) and the job waits again;
 * - `cancel`: somebody called it off;
 * - `requeue`: somebody wants an ended job run again;
 * - `defer`: the same, while jobs that it depends on are not finished.
 */
export type JobEvent =
  | 'release'
  | 'schedule'
  | 'claim'
  | 'finish'
  | 'fail'
  | 'retry'
  | 'hand_back'
  | 'cancel'
  | 'requeue'
  | 'defer';

const TRANSITIONS: Readonly<Record<JobStatus, Partial<Record<JobEvent, JobStatus>>>> = {
  deferred: { release: 'queued', schedule: 'scheduled', cancel: 'canceled', fail: 'failed' },
  scheduled: { release: 'queued', cancel: 'canceled' },
  queued: { claim: 'started', cancel: 'canceled' },
  started: {
    finish: 'finished',
    fail: 'failed',
    retry: 'scheduled',
    hand_back: 'queued',
    cancel: 'canceled',
  },
  finished: {},
  failed: { requeue: 'queued', defer: 'deferred' },
  canceled: { requeue: 'queued', defer: 'deferred' },
};

/** Nothing happens to a job in one of these until somebody asks for it. */
export const ENDED_STATUSES: readonly JobStatus[] = ['finished', 'failed', 'canceled'];

/** A job that depends on another one which ended so never runs. */
export const UNMET_STATUSES: readonly JobStatus[] = ['failed', 'canceled'];

export class InvalidTransitionError extends DomainError {
  readonly code = 'invalid_transition';

  constructor(
    readonly from: JobStatus,
    readonly event: JobEvent,
  ) {
    super(`A ${from} job cannot ${event.replace('_', ' ')}.`);
  }
}

/** The one transition function: the state that `event` leads to. Throws {@link InvalidTransitionError}. */
export function transition(from: JobStatus, event: JobEvent): JobStatus {
  const to = TRANSITIONS[from][event];
  if (!to) throw new InvalidTransitionError(from, event);
  return to;
}

/** The states in which `event` may happen: what an `UPDATE … WHERE status = ANY($1)` is guarded by. */
export function sourcesOf(event: JobEvent): JobStatus[] {
  return JOB_STATUSES.filter((status) => TRANSITIONS[status][event] !== undefined);
}

export function hasEnded(status: JobStatus): boolean {
  return ENDED_STATUSES.includes(status);
}
