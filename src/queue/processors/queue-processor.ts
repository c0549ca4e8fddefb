import { Processor } from '@nestjs/bullmq';
import type { Type } from '@nestjs/common';
import type { QueueConnection } from '../queue-connection.js';
import type { QueuePolicy } from '../queues.js';
import { TranscriptionProcessor } from './transcription.processor.js';

/**
 * The processor class of one queue. Made, not written, because the name of the queue comes from the configuration.
 * It takes nothing from the queue until `QueueConsumers` starts it.
 */
export function createQueueProcessor(
  queue: string,
  policy: Required<QueuePolicy>,
  connection: QueueConnection,
  recognisers: number,
): Type<TranscriptionProcessor> {
  @Processor(queue, {
    connection: connection.consumer,
    prefix: connection.prefix,
    autorun: false,
    concurrency: policy.concurrency(recognisers),
    drainDelay: policy.drainDelaySeconds,
    lockDuration: policy.lockDurationMs,
    stalledInterval: policy.stalledIntervalMs,
    maxStalledCount: policy.maxStalledCount,
    runRetryDelay: policy.runRetryDelayMs,
  })
  class QueueProcessor extends TranscriptionProcessor {}
  return QueueProcessor;
}
