import { ApiInteger } from '../../../http/api-properties.js';
import type { QueueStats } from '../../queue.service.js';

export class QueueDto {
  /**
   * Name of the queue.
   * @example 'transcription_jobs'
   */
  queue_name!: string;

  /**
   * Jobs that wait for a worker.
   * @example 5
   */
  @ApiInteger()
  queued_count!: number;

  /**
   * Jobs that run.
   * @example 2
   */
  @ApiInteger()
  started_count!: number;

  /**
   * Jobs that have a transcript.
   * @example 100
   */
  @ApiInteger()
  finished_count!: number;

  /**
   * Jobs that failed for good.
   * @example 3
   */
  @ApiInteger()
  failed_count!: number;

  /**
   * Jobs that wait for others.
   * @example 0
   */
  @ApiInteger()
  deferred_count!: number;

  /**
   * Jobs that wait for a time or for a retry.
   * @example 0
   */
  @ApiInteger()
  scheduled_count!: number;

  /**
   * Jobs that were called off.
   * @example 1
   */
  @ApiInteger()
  canceled_count!: number;

  /**
   * Whether its jobs are held back.
   * @example false
   */
  paused!: boolean;

  /**
   * How long the job that waits longest has waited for a worker; null when none does.
   * @example 3.4
   */
  oldest_queued_seconds!: number | null;
}

export class RequeuedDto {
  /**
   * Jobs that had failed and wait again.
   * @example 3
   */
  @ApiInteger()
  requeued_count!: number;
}

export class EmptiedDto {
  /**
   * Jobs that waited and are canceled.
   * @example 5
   */
  @ApiInteger()
  removed_count!: number;
}

export class QueueListDto {
  /** From most to least urgent. */
  queues!: QueueDto[];
}

export function toQueueDto({ name, counts, paused, oldestQueuedSeconds }: QueueStats): QueueDto {
  return {
    queue_name: name,
    queued_count: counts.queued,
    started_count: counts.started,
    finished_count: counts.finished,
    failed_count: counts.failed,
    deferred_count: counts.deferred,
    scheduled_count: counts.scheduled,
    canceled_count: counts.canceled,
    paused,
    oldest_queued_seconds: oldestQueuedSeconds,
  };
}
