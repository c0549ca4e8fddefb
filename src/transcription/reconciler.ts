import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { DispatchRepository } from './ports/dispatch-repository.js';
import { JobQueue, type QueueEntry } from './ports/job-queue.js';
import { QueueRepository } from './ports/queue-repository.js';
import { repeat } from './repeat.js';

/** How long a job that nobody told the queue of may wait for it, and a lost one for another worker. */
const INTERVAL_MS = 1000;

/** What the queue itself remembers is looked at in every so many rounds: five seconds after it was lost, it is back. */
const ALIGN_EVERY = 5;

/** Entries that the queue is told of at once. A queue that lost everything is filled again with thousands a second. */
const BATCH = 500;

/**
 * Brings the queue in step with the database, for as long as the process lives: what a crash, a queue that was away, a
 * time that has come or a dependency that is finished left unknown to the queue is put there. Every worker runs one; they
 * do not get in each other's way.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Reconciler');
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private failing = false;
  private round = 0;

  constructor(
    private readonly dispatch: DispatchRepository,
    private readonly queues: QueueRepository,
    private readonly queue: JobQueue,
  ) {}

  onApplicationBootstrap(): void {
    // At once: a queue that is new is not to be taken for one that lost the jobs of the first second.
    this.loop = this.reconcileOrReport().then(() =>
      repeat(INTERVAL_MS, this.stopping.signal, () => this.reconcileOrReport()),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** One round. Safe to repeat at any time. */
  async reconcile(): Promise<void> {
    const { lost, unmet, ready } = await this.dispatch.recover();
    for (const { jobId, attempt, worker, status } of lost) {
      this.logger.warn('worker lost', { jobId, attempt, worker, status });
    }
    for (const jobId of unmet) this.logger.warn('job failed: one that it depends on did', { jobId });
    await this.tell(ready);
    if (this.round++ % ALIGN_EVERY === 0) await this.align();
    for (let full = true; full && !this.stopping.signal.aborted;) {
      const unknown = await this.dispatch.takeUnknownToQueue(BATCH);
      await this.enqueue(unknown);
      full = unknown.length >= BATCH;
    }
    await this.dispatch.compactCounts();
  }

  private async align(): Promise<void> {
    const waiting = (await this.queue.isBlank()) ? await this.dispatch.forgetEnqueued() : 0;
    if (waiting > 0) this.logger.warn('the queue was blank and is filled again', { waiting });
    await this.queue.align(await this.queues.paused());
  }

  /** A queue that does not take them gets them from another round, of this worker or of any other. */
  private async tell(entries: readonly QueueEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += BATCH) {
      await this.queue.enqueue(entries.slice(start, start + BATCH));
    }
    await Promise.all(entries.map((entry) => this.dispatch.markEnqueued(entry)));
  }

  private async enqueue(entries: readonly QueueEntry[]): Promise<void> {
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
