import type { Job } from './job.js';

/** Progress below this tells nothing of the speed: the first segment is still being found. */
const PROGRESS_MIN = 0.01;

/** Seconds until a running job ends, from how far its attempt has come in the time since it started; null at first. */
export function runningEtaSeconds(
  { startedAt, progress, progressAtStart }: Pick<Job, 'startedAt' | 'progress' | 'progressAtStart'>,
  nowMs: number,
): number | null {
  const done = progress - progressAtStart;
  if (!startedAt || done < PROGRESS_MIN) return null;
  const elapsedSeconds = Math.max(0, (nowMs - startedAt.getTime()) / 1000);
  return Math.round((elapsedSeconds / done) * (1 - progress));
}

/** What can be known of a job that waits for a worker. */
export interface Outlook {
  /** Jobs of its lane that are served before it; null when they are too many to count. */
  readonly ahead: number | null;
  /** Jobs of its lane that run now, of all queues. */
  readonly running: number;
  /** Of the last jobs that finished, of its lane if there are any; from the start of the attempt to its end. Null: none. */
  readonly meanAttemptSeconds: number | null;
  /** Whether a worker lives that takes jobs from the queue, and the queue is not paused. */
  readonly served: boolean;
}

/**
 * Seconds until a waiting job ends: the jobs ahead and itself, each taking as long as the last ones did, as many at a time
 * as run now. Null when that is not known: nobody works on the queue, nothing has finished yet, or too many are ahead.
 */
export function queuedEtaSeconds({ ahead, running, meanAttemptSeconds, served }: Outlook): number | null {
  if (!served || ahead === null || meanAttemptSeconds === null) return null;
  return Math.ceil(meanAttemptSeconds * (ahead / Math.max(1, running) + 1));
}
