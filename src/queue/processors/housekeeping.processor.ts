import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import {
  Housekeeping,
  HOUSEKEEPING_TASKS,
  type HousekeepingTask,
} from '../../transcription/ports/housekeeping.js';
import { StoreErrorLog } from '../store-error-log.js';

/** Hands each round of the schedule to whoever keeps house. */
@Injectable()
export abstract class HousekeepingProcessor extends WorkerHost {
  private readonly errors = new StoreErrorLog();

  constructor(private readonly housekeeping: Housekeeping) {
    super();
  }

  /** A round that comes during a shutdown is left out: there will be another one. So is one of another version. */
  override async process({ name }: Job): Promise<void> {
    if (this.worker.isPaused() || !(name in HOUSEKEEPING_TASKS)) return;
    await this.housekeeping.run(name as HousekeepingTask);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.errors.record(this.worker.name, error);
  }
}
