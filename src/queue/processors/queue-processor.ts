import { Processor, type WorkerHost } from '@nestjs/bullmq';
import type { Type } from '@nestjs/common';
import type { QueueConnection } from '../queue-connection.js';
import type { QueuePolicy, WorkerCapacity } from '../queues.js';

/** A processor class that is still without its queue. */
export type QueuelessProcessor = abstract new (...dependencies: never[]) => WorkerHost;

/**
 * The processor class of one queue. Made, not written, because the name of the queue comes from the configuration.
 * It takes nothing from the queue until `QueueConsumers` starts it.
 */
export function createQueueProcessor(
  base: QueuelessProcessor,
  queue: string,
  policy: QueuePolicy,
  connection: QueueConnection,
  capacity: WorkerCapacity,
): Type<WorkerHost> {
  @Processor(queue, {
    connection: connection.consumer,
    prefix: connection.prefix,
    autorun: false,
    concurrency: policy.concurrency(capacity),
    drainDelay: policy.drainDelaySeconds,
    lockDuration: policy.lockDurationMs,
    stalledInterval: policy.stalledIntervalMs,
    maxStalledCount: policy.maxStalledCount,
    runRetryDelay: policy.runRetryDelayMs,
  })
  abstract class QueueProcessor extends base {}
  // Abstract only as far as the compiler knows: `base` has its `process`.
  return QueueProcessor as unknown as Type<WorkerHost>;
}
