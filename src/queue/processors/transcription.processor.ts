import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { AttemptRunner } from '../../transcription/ports/attempt-runner.js';
import { ActiveDeliveries } from '../active-deliveries.js';
import { attemptSignal, backToTheQueue, handBack, rest } from '../job-failure.js';
import { parseQueueJob } from '../queue-job.js';
import { describeStoreError, StoreErrorLog } from '../store-error-log.js';

/** What the processors of the queues of jobs have in common: hands each entry to the runner. */
@Injectable()
export abstract class TranscriptionProcessor extends WorkerHost {
  private readonly logger = new Logger('Queue');
  private readonly errors = new StoreErrorLog();

  constructor(
    private readonly runner: AttemptRunner,
    private readonly deliveries: ActiveDeliveries,
  ) {
    super();
  }

  /** Has three parameters, none with a default: BullMQ passes a signal to nothing less. */
  override process(job: Job, _token?: string, signal?: AbortSignal): Promise<void> {
    return this.deliveries.track(this.deliver(job, attemptSignal(signal)));
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.errors.record(this.worker.name, error);
  }

  @OnWorkerEvent('failed')
  onDropped(job: Job | undefined, error: Error): void {
    const fields = { queue: this.worker.name, entry: job?.id, error: describeStoreError(error) };
    this.logger.error('queue entry dropped', fields);
  }

  private async deliver(job: Job, signal: AbortSignal): Promise<void> {
    if (this.worker.isPaused()) throw backToTheQueue();
    const entry = parseQueueJob(job);
    try {
      const result = await this.runner.run(entry, signal);
      if (result === 'interrupted') await rest(signal);
    } catch (error) {
      throw await handBack(error, entry, signal);
    }
  }
}
