import { type Attempt, AttemptAborted, LEASE_SECONDS, SILENCE_MAX_SECONDS } from './domain/attempt.js';
import type { AttemptRepository } from './ports/attempt-repository.js';
import { repeat } from './repeat.js';

/** Also how soon a running job hears of a cancel. */
const HEARTBEAT_MS = 1000;

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
  const loseLease = (): void => controller.abort(new AttemptAborted('lease_lost'));
  const silence = setTimeout(loseLease, SILENCE_MAX_SECONDS * 1000);
  // Not waited for: a database that hangs would hold up the end of the attempt. What comes late changes nothing.
  void repeat(HEARTBEAT_MS, done.signal, async () => {
    const renewed = attempts.renewLease(attempt, LEASE_SECONDS, durationSeconds());
    const lease = await renewed.catch(() => 'unknown' as const);
    if (lease !== 'unknown') silence.refresh();
    if (lease === 'lost') loseLease();
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
