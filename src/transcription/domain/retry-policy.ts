import { JobError } from './job-error.js';
import type { AttemptOutcome } from './attempt.js';
import type { Job, JobFailure } from './job.js';
import { wellFormedText } from './text.js';

/** No delay is longer: an exponential one would outgrow everybody's patience. */
const DELAY_MAX_SECONDS = 86_400;

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
 * How an attempt that failed ends: another one, or for good. A worker without an engine is no fault of the job: it goes
 * back to the queue as it came.
 */
export function failureOutcome(error: JobError, job: RetrySettings): AttemptOutcome {
  if (error.code === 'engine_unavailable') return { kind: 'interrupted', reason: error.message };
  const failure = failureOf(error);
  return error.retryable && retriesLeft(job) > 0
    ? { kind: 'retry', failure, delaySeconds: retryDelaySeconds(job) }
    : { kind: 'failed', failure };
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
