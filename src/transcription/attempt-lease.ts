import { type Attempt, AttemptAborted } from './domain/attempt.js';
import type { AttemptRepository } from './ports/attempt-repository.js';
import { repeat } from './repeat.js';

/** How long a worker may be silent before its job is given to another one. */
export const LEASE_SECONDS = 30;

/** Also how soon a running job hears of a cancel. */
const HEARTBEAT_MS = 1000;

/** Without an answer of the database for this long we stop by ourselves, well before the lease runs out. */
const SILENCE_MAX_MS = (LEASE_SECONDS * 1000 * 2) / 3;

/**
 * Keeps an attempt's lease for as long as `task` runs. Aborts `controller` when a cancel was asked for, or when
 * the lease is lost, or may be: the database has not answered for two thirds of it. `durationSeconds` says what is known of
 * the recording by then: a heartbeat takes it along.
 */
export async function holdingLease<T>(
  attempts: AttemptRepository,
  attempt: Attempt,
  controller: AbortController,
  durationSeconds: () => number | null,
  task: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const silence = setTimeout(() => controller.abort(new AttemptAborted('lease_lost')), SILENCE_MAX_MS);
  // Not waited for: a database that hangs would hold up the end of the attempt. What comes late changes nothing.
  void repeat(HEARTBEAT_MS, done.signal, async () => {
    const renewed = attempts.renewLease(attempt, LEASE_SECONDS, durationSeconds());
    const lease = await renewed.catch(() => 'unknown' as const);
    if (lease !== 'unknown') silence.refresh();
    if (lease === 'lost') controller.abort(new AttemptAborted('lease_lost'));
    if (lease === 'cancel_requested') controller.abort(new AttemptAborted('cancel'));
    if (done.signal.aborted) clearTimeout(silence);
  });
  try {
    return await task();
  } finally {
    done.abort();
    clearTimeout(silence);
  }
}
