import type { AttemptOutcome } from '../domain/attempt.js';
import type { JobLane } from '../domain/job-lane.js';
import type { Delivery } from './job-queue.js';

/** How a delivery of a queue entry ended; `dropped`: the entry was stale, or the attempt was fenced off. */
export type DeliveryResult = AttemptOutcome['kind'] | 'dropped';

/** What the queue hands its entries to. */
export abstract class AttemptRunner {
  /**
   * What this worker lacks for any job of a lane at all, in words for an operator; null: nothing. While there is something,
   * each attempt would only be handed back.
   */
  abstract problem(lane: JobLane): Promise<string | null>;

  /**
   * Works on one delivery until its attempt has ended and is written down. Rejects only when that could not be
   * done (no database): the lease then runs out and the job is recovered. `signal.reason` is an `AttemptAborted`.
   */
  abstract run(entry: Delivery, signal: AbortSignal): Promise<DeliveryResult>;
}
