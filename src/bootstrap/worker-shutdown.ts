import { Logger } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { LifecycleHealthIndicator } from '../health/lifecycle-health.indicator.js';
import { settleWithin } from '../queue/deadline.js';
import type { QueueConsumers } from '../queue/queue-consumers.js';
import type { WorkerHeartbeat } from '../transcription/worker-heartbeat.js';

interface WorkerParts {
  readonly app: INestApplication;
  readonly lifecycle: LifecycleHealthIndicator;
  readonly consumers: QueueConsumers;
  readonly heartbeat: WorkerHeartbeat;
}

/** An attempt that was told to stop has that long to write down that it was interrupted. */
const HAND_BACK_TIMEOUT_MS = 2000;
const CLOSE_TIMEOUT_MS = 1500;

/** How long running jobs may go on after a signal, where nothing else is configured. */
export const DEFAULT_SHUTDOWN_TIMEOUT_MS = 30_000;
/** What follows that wait, when every step takes its time. Whoever kills workers must wait for both. */
export const LETTING_GO_MAX_MS = HAND_BACK_TIMEOUT_MS + 3 * CLOSE_TIMEOUT_MS;

/**
 * Ends a worker: readiness 503 → take no further job → wait for the current ones, until `timeoutMs` or `hurry` →
 * hand back what still runs → let go of queue, engine and database. Each step is logged. A job that is handed back
 * keeps its finished segments; the attempt does not count.
 */
export class WorkerShutdown {
  private readonly logger = new Logger('Shutdown');

  constructor(
    private readonly parts: WorkerParts,
    private readonly timeoutMs: number,
  ) {}

  async run(hurry: AbortSignal): Promise<void> {
    const { app, lifecycle, consumers, heartbeat } = this.parts;
    lifecycle.enter('stopping');
    consumers.quiet();
    void heartbeat.quiet();
    this.logger.log('no further jobs are taken', { running: consumers.activeCount });
    if (!(await this.finished(hurry))) await this.handBack();
    const isQueueClosed = await consumers.close(CLOSE_TIMEOUT_MS);
    const unlisting = await failureOf(heartbeat.stop());
    if (unlisting) this.logger.warn('the worker could not be taken off the list', { error: unlisting });
    const closing = (await failureOf(app.close())) ?? (isQueueClosed ? null : 'the queue did not let go');
    if (closing) this.logger.warn('queue, engine or database could not be closed', { error: closing });
    else this.logger.log('queue, engine and database are closed');
  }

  /** Whether the current jobs ended by themselves in time. */
  private async finished(hurry: AbortSignal): Promise<boolean> {
    const { consumers } = this.parts;
    if (consumers.activeCount > 0) {
      this.logger.log('waiting for running jobs', {
        running: consumers.activeCount,
        timeoutMs: this.timeoutMs,
      });
    }
    const hurried = new Promise<false>((resolve) => {
      if (hurry.aborted) resolve(false);
      hurry.addEventListener('abort', () => resolve(false), { once: true });
    });
    return await Promise.race([consumers.idle(this.timeoutMs), hurried]);
  }

  private async handBack(): Promise<void> {
    const { consumers } = this.parts;
    this.logger.log('handing running jobs back to the queue', { running: consumers.activeCount });
    consumers.abortActive();
    if (await consumers.idle(HAND_BACK_TIMEOUT_MS)) return;
    this.logger.warn('some jobs could not be handed back; their leases will run out', {
      running: consumers.activeCount,
    });
  }
}

/** Null: it was done in time. */
async function failureOf(step: Promise<void>): Promise<string | null> {
  return await settleWithin(step, CLOSE_TIMEOUT_MS).then(() => null, String);
}
