import { setTimeout as pause } from 'node:timers/promises';
import { type CliError, RefusedError, UnreachableError } from './cli-errors.js';
import { note } from './output.js';

/** A service that is being restarted is back by then. */
const OUTAGE_MAX_MS = 60_000;
const RETRY_MS = 1000;

/** Requests that run at the same time need not all say it. */
let toldOfOutage = false;

/**
 * Asks again while the service is full or being restarted. For what may be asked twice: reading, and submitting with an
 * id of one's own.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  let outageSinceMs: number | null = null;
  for (;;) {
    try {
      const answer = await ask();
      toldOfOutage = false;
      return answer;
    } catch (error) {
      const waitMs = waitOf(error);
      if (waitMs === null) throw error;
      if (isOutage(error)) {
        if (!toldOfOutage) note(`${error.message} Trying for another minute.`);
        toldOfOutage = true;
        outageSinceMs ??= performance.now();
        if (performance.now() - outageSinceMs > OUTAGE_MAX_MS) throw error;
      } else {
        outageSinceMs = null;
      }
      await pause(waitMs);
    }
  }
}

/** The service itself is away, or its database. One that is full works off what it has, however long that takes. */
function isOutage(error: unknown): error is CliError {
  return error instanceof UnreachableError || (error instanceof RefusedError && error.status === 503);
}

/** Null: asking again does not help. */
function waitOf(error: unknown): number | null {
  if (error instanceof UnreachableError) return RETRY_MS;
  if (!(error instanceof RefusedError) || (error.status !== 429 && error.status !== 503)) return null;
  return (error.retryAfterSeconds ?? 1) * 1000;
}
