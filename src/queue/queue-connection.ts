import type { ConnectionOptions } from 'bullmq';

/** What the queue modules are built with: `prepareQueueBackend` makes it. */
export interface QueueConnection {
  readonly backend: 'redis' | 'postgres';
  /**
   * Starts every key in Redis. The braces put all queues into one slot of a Redis Cluster, which BullMQ's scripts
   * need. PostgreSQL has no use for it.
   */
  readonly prefix: string;
  /** For queues: fails fast, because a request waits for it. */
  readonly producer: ConnectionOptions;
  /** For workers: waits until the store is back. */
  readonly consumer: ConnectionOptions;
  /** What an operator must put right before the queue is safe, as found at the start. Readiness reports it. */
  readonly hazards: readonly string[];
}

export const QUEUE_PREFIX = '{steno}';

/** No answer of the store to a producer in this time: a request must not wait longer for a mere hint. */
export const STORE_TIMEOUT_MS = 1_500;

/** The first connection may take longer than a round trip. */
export const READY_TIMEOUT_MS = 10_000;

/** A silent connection is probed after this long, so that one that is half dead is found in seconds, not hours. */
export const KEEP_ALIVE_MS = 10_000;
