import { LEASE_SECONDS } from '../transcription/domain/attempt.js';
import { JOB_PRIORITIES, type JobPriority } from '../transcription/domain/job.js';
import { priorityOfQueue, queueName, queueNames } from '../transcription/domain/queue-name.js';
import { UnknownQueueError } from './queue.errors.js';

/**
 * How the entries of one queue are handed to workers. The numbers decide when work starts and when it is
 * recovered, never whether it is done: that is the database's to say.
 */
export interface QueuePolicy {
  /**
   * How many jobs of this queue one worker runs at once, from the number of its recognisers. A running job costs
   * a segmenter process; its segments wait for the recognisers, which all queues share.
   */
  readonly concurrency: (recognisers: number) => number;
  /** How long an idle worker waits for the store's wake-up before it looks for itself. */
  readonly drainDelaySeconds: number;
  /** A worker that has not renewed its hold on an entry for this long (it does at half of it) is taken for dead. */
  readonly lockDurationMs: number;
  /** How often each worker looks for entries of dead workers. An entry is marked in one look and moved in a later. */
  readonly stalledIntervalMs: number;
  /** How many dead workers an entry survives. Past it the entry is dropped and the reconciler decides. */
  readonly maxStalledCount: number;
  /** Pause between tries to fetch while the store is away. */
  readonly runRetryDelayMs: number;
}

/** The queue that brings round the housekeeping: not one that a user sees. */
export function housekeepingQueueName(base: string): string {
  return `${base}_housekeeping`;
}

/** What does not depend on the priority. Measured with BullMQ 6.7.0. */
const RECOVERY = {
  // An entry that is delivered before its lease ran out could not be claimed.
  lockDurationMs: LEASE_SECONDS * 1000,
  // With the lock: a dead worker's entry is delivered again 15 to 40 s later. BullMQ's 30 s makes that 59 s.
  stalledIntervalMs: 5_000,
  // BullMQ's default of 1 fails an entry for good at the second crash.
  maxStalledCount: 3,
  // BullMQ's default of 15 s kept a worker idle for 13 s after PostgreSQL was back.
  runRetryDelayMs: 1_000,
} as const;

/** A queue without a policy does not compile. */
export const QUEUE_POLICIES: Readonly<Record<JobPriority, QueuePolicy>> = {
  high: {
    ...RECOVERY,
    // Slots of its own, enough to use every recogniser: an urgent job waits for a segment, never for a whole job.
    concurrency: (recognisers) => recognisers,
    // PostgreSQL can lose a wake-up when its connection drops: urgent jobs must not wait 5 s for the next look.
    drainDelaySeconds: 1,
  },
  default: {
    ...RECOVERY,
    // A short recording is one segment, and spends half of its time before and after the recogniser.
    concurrency: (recognisers) => 2 * recognisers,
    drainDelaySeconds: 5,
  },
  low: {
    ...RECOVERY,
    // Enough to keep every recogniser busy with short recordings when nothing else is there.
    concurrency: (recognisers) => recognisers,
    drainDelaySeconds: 5,
  },
};

/** One round at a time on each worker; BullMQ hands each to one worker. */
export const HOUSEKEEPING_POLICY: QueuePolicy = {
  ...RECOVERY,
  concurrency: () => 1,
  drainDelaySeconds: 5,
};

/**
 * What a worker started with `--queue NAME…` consumes; all three when no queue is named. Throws
 * {@link UnknownQueueError}, which lists the valid names.
 */
export function consumedPriorities(base: string, names: readonly string[]): JobPriority[] {
  const unknown = names.filter((name) => priorityOfQueue(base, name) === undefined);
  if (unknown.length > 0) {
    throw new UnknownQueueError(unknown, queueNames(base));
  }
  return JOB_PRIORITIES.filter((priority) => names.length === 0 || names.includes(queueName(base, priority)));
}
