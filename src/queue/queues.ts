import { LEASE_SECONDS } from '../transcription/domain/attempt.js';
import { JOB_LANES, type JobLane } from '../transcription/domain/job-lane.js';
import { JOB_PRIORITIES, type JobPriority } from '../transcription/domain/job.js';
import { priorityOfQueue, queueName, queueNames } from '../transcription/domain/queue-name.js';
import type { QueueEntry } from '../transcription/ports/job-queue.js';
import { UnknownQueueError } from './queue.errors.js';

/** What a worker has for its jobs. */
export interface WorkerCapacity {
  /** Recogniser processes. */
  readonly recognisers: number;
  /** To providers, under way at once. */
  readonly providerRequests: number;
}

/**
 * How the entries of one queue are handed to workers. The numbers decide when work starts and when it is
 * recovered, never whether it is done: that is the database's to say.
 */
export interface QueuePolicy {
  /**
   * How many jobs of this queue one worker runs at once. A running job costs a segmenter process; its segments wait for the
   * recognisers, or for requests to providers, which all queues share.
   */
  readonly concurrency: (capacity: WorkerCapacity) => number;
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

/**
 * What decides in which queue of the store an entry waits. Users see one queue for each priority; in the store there is one
 * for each lane of it, so that providers that do not answer hold up each other's jobs alone.
 */
export type Route = Pick<QueueEntry, 'priority' | 'lane'>;

export const ROUTES: readonly Route[] = JOB_LANES.flatMap((lane) =>
  JOB_PRIORITIES.map((priority) => ({ priority, lane })),
);

/** `transcription_jobs_high`, `transcription_jobs_high_provider`. */
export function routeName(base: string, { priority, lane }: Route): string {
  return lane === 'local' ? queueName(base, priority) : `${queueName(base, priority)}_${lane}`;
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

// PostgreSQL can lose a wake-up when its connection drops: urgent jobs must not wait 5 s for the next look.
const URGENT = { ...RECOVERY, drainDelaySeconds: 1 } as const;
const PATIENT = { ...RECOVERY, drainDelaySeconds: 5 } as const;

/** A queue without a policy does not compile. */
export type QueuePolicies = Readonly<Record<JobLane, Readonly<Record<JobPriority, QueuePolicy>>>>;

export const QUEUE_POLICIES: QueuePolicies = {
  local: {
    // Slots of its own, enough to use every recogniser: an urgent job waits for a segment, never for a whole job.
    high: { ...URGENT, concurrency: ({ recognisers }) => recognisers },
    // A short recording is one segment, and spends half of its time before and after the recogniser.
    default: { ...PATIENT, concurrency: ({ recognisers }) => 2 * recognisers },
    // Enough to keep every recogniser busy with short recordings when nothing else is there.
    low: { ...PATIENT, concurrency: ({ recognisers }) => recognisers },
  },
  // Together about as many as there may be requests: a job that has none under way only costs memory.
  provider: {
    high: { ...URGENT, concurrency: ({ providerRequests }) => Math.ceil(providerRequests / 4) },
    default: { ...PATIENT, concurrency: ({ providerRequests }) => Math.ceil(providerRequests / 2) },
    low: { ...PATIENT, concurrency: ({ providerRequests }) => Math.ceil(providerRequests / 4) },
  },
};

/** One round at a time on each worker; BullMQ hands each to one worker. */
export const HOUSEKEEPING_POLICY: QueuePolicy = { ...PATIENT, concurrency: () => 1 };

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
