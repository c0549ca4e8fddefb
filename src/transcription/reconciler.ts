import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { DispatchRepository } from './ports/dispatch-repository.js';
import { JobQueue } from './ports/job-queue.js';
import { repeat } from './repeat.js';

/** How long a job that nobody told the queue of may wait for it, and a lost one for another worker. */
const INTERVAL_MS = 1000;

/** Entries of one round: a queue that lost everything is filled again with 500 a second. */
const BATCH = 500;

/**
 * Brings the queue in step with the database, for as long as the process lives: what a crash, a queue that was
 * away or a retry's delay left unknown to the queue is put there. Every worker runs one; they do not get in each
 * other's way.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Reconciler');
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private failing = false;

  constructor(
    private readonly dispatch: DispatchRepository,
    private readonly queue: JobQueue,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = repeat(INTERVAL_MS, this.stopping.signal, () => this.reconcileOrReport());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** One round. Safe to repeat at any time. */
  async reconcile(): Promise<void> {
    const { lost, due } = await this.dispatch.recover();
    for (const attempt of lost) this.logger.warn('worker lost', { ...attempt });
    if (due > 0) this.logger.log('retries put to the queue', { due });
    const entries = await this.dispatch.takeUnknownToQueue(BATCH);
    if (entries.length === 0) return;
    try {
      await this.queue.enqueue(entries);
    } catch (error) {
      await this.dispatch.giveBack(entries);
      throw error;
    }
  }

  private async reconcileOrReport(): Promise<void> {
    try {
      await this.reconcile();
      this.failing = false;
    } catch (error) {
      if (!this.failing) {
        this.logger.error('database or queue out of reach, will go on trying', { error: String(error) });
      }
      this.failing = true;
    }
  }
}
