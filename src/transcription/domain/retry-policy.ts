import { JobError } from './job-error.js';
import type { AttemptOutcome } from './attempt.js';
import type { Job, JobFailure } from './job.js';
import { wellFormedText } from './text.js';

/** No delay is longer: an exponential one would outgrow everybody's patience. */
const DELAY_MAX_SECONDS = 86_400;

/** Nor does a provider keep a job waiting any longer than this for the next attempt, whatever it asks for. */
const RETRY_AFTER_MAX_SECONDS = 3600;

type RetrySettings = Pick<Job, 'attempt' | 'retryCount' | 'retryDelaysSeconds' | 'retryBackoff'>;

/** Retries that are left after the current attempt. */
export function retriesLeft({ attempt, retryCount }: Pick<Job, 'attempt' | 'retryCount'>): number {
  return Math.max(0, retryCount - Math.max(0, attempt - 1));
}

/**
 * Seconds to wait after the current attempt. `fixed`: the list's entry for it, the last one from then on.
 * `exponential`: the first entry, doubled with each attempt.
 */
export function retryDelaySeconds({ attempt, retryDelaysSeconds, retryBackoff }: RetrySettings): number {
  const failures = Math.max(1, attempt);
  const delay =
    retryBackoff === 'exponential'
      ? (retryDelaysSeconds[0] ?? 0) * 2 ** (failures - 1)
      : (retryDelaysSeconds[failures - 1] ?? retryDelaysSeconds.at(-1) ?? 0);
  return Math.min(delay, DELAY_MAX_SECONDS);
}

/**
 * How an attempt that failed ends: another one, or for good. `recognised`: the segments that it had written down. A worker
 * without an engine is no fault of the job: it goes back to the queue as it came.
 *
 * One that got further, and then found its provider away, does not count: a long recording is many requests, and with
 * enough of them something is always away once. A job that gets nowhere fails all the same.
 */
export function failureOutcome(error: JobError, job: RetrySettings, recognised = 0): AttemptOutcome {
  if (error.code === 'engine_unavailable') return { kind: 'interrupted', reason: error.message };
  const failure = failureOf(error);
  const counts = error.code !== 'provider_unavailable' || recognised === 0;
  const counted = counts ? job : { ...job, attempt: job.attempt - 1 };
  if (!error.retryable || retriesLeft(counted) === 0) return { kind: 'failed', failure };
  const asked = Math.min(error.retryAfterSeconds, RETRY_AFTER_MAX_SECONDS);
  return { kind: 'retry', failure, delaySeconds: Math.max(asked, retryDelaySeconds(job)), counts };
}

function failureOf(error: JobError): JobFailure {
  return {
    code: error.code,
    message: wellFormedText(error.message),
    retryable: error.retryable,
    trace: wellFormedText(traceOf(error)),
  };
}

/** The stack of the error and of what caused it, as `exc_info` shows it. */
function traceOf(error: Error): string {
  const trace = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${trace}\ncaused by ${traceOf(error.cause)}` : trace;
}
