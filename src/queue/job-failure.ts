import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Worker } from 'bullmq';
import { AttemptAborted } from '../transcription/domain/attempt.js';
import type { Delivery } from '../transcription/ports/job-queue.js';
import { describeStoreError } from './store-error-log.js';

/**
 * How long a slot rests after an attempt that came to nothing. Without it, a database that is away or an engine that does
 * not start would have every entry fetched and handed back as fast as the store can.
 */
const REST_MS = 2_000;

/** Ends at once when everything is to be let go of. */
export async function rest(signal: AbortSignal): Promise<void> {
  await pause(REST_MS, undefined, { signal }).catch(() => undefined);
}

/** What BullMQ aborts with when our worker lets go of all its entries: it knows no other reasons than texts. */
export const SHUTDOWN = 'shutdown';

/**
 * The signal of an attempt, which wants one of its own reasons. Nothing but {@link SHUTDOWN} aborts it: were BullMQ to
 * abort for a lock that it could not renew, the lease in the database decides who has the job, and a Redis that was away
 * for a while must not cost running attempts.
 */
export function attemptSignal(signal: AbortSignal | undefined): AbortSignal {
  const attempt = new AbortController();
  const forward = (): void => {
    if (signal?.reason === SHUTDOWN) attempt.abort(new AttemptAborted('shutdown'));
  };
  signal?.addEventListener('abort', forward, { once: true });
  return attempt.signal;
}

/**
 * Of all that a processor can throw, only BullMQ's rate-limit error returns an entry to the head of the queue without
 * ending it, tries again while the store is away, and leaves it to stalled recovery if even that fails. A plain error
 * would drop it. No rate limit is set, so none is waited for.
 */
export function backToTheQueue(): Error {
  return Worker.RateLimitError();
}

/** The runner could not write down how an attempt went, so the entry has to come again, after a rest. */
export async function handBack(
  error: unknown,
  { jobId, generation }: Delivery,
  signal: AbortSignal,
): Promise<Error> {
  const reason = describeStoreError(error);
  new Logger('Queue').error('queue entry handed back', { jobId, generation, error: reason });
  await rest(signal);
  return backToTheQueue();
}
