import { setTimeout as delay } from 'node:timers/promises';
import { WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { Worker } from 'bullmq';
import type { AttemptRunner } from '../transcription/ports/attempt-runner.js';
import type { ActiveDeliveries } from './active-deliveries.js';
import { settleWithin } from './deadline.js';
import { SHUTDOWN } from './job-failure.js';
import { assertOneProcessorPerQueue } from './processors/processor-check.js';
import { READY_TIMEOUT_MS, STORE_TIMEOUT_MS } from './queue-connection.js';
import { QueueUnavailableError } from './queue.errors.js';
import { restAfterFailedFetch } from './resting-fetch.js';
import { describeStoreError } from './store-error-log.js';
import { touch } from './touch.js';

/** How soon a worker that cannot do any job takes no more of them, and takes them again once it can. */
const LOOK_INTERVAL_MS = 1000;

/** `resting`: it takes no entry because the worker could do nothing with it. */
export type ConsumerState = 'waiting' | 'consuming' | 'resting' | 'quiet' | 'closed';

/**
 * The consuming side of the queue, as the start and the shutdown of a worker see it. Nothing is taken from the queue
 * before `start`, and nothing while the runner has a problem: others may do what this worker cannot. The sequence of a
 * shutdown is its caller's: `quiet`, `idle`, `abortActive`, `idle`, `close`; its steps wait no longer than they are told
 * and never throw.
 */
export class QueueConsumers implements OnApplicationBootstrap {
  private readonly logger = new Logger('Queue');
  private currentState: ConsumerState = 'waiting';
  private problem: string | null = null;

  constructor(
    private readonly queues: readonly string[],
    private readonly processors: readonly WorkerHost[],
    private readonly runner: Pick<AttemptRunner, 'problem'>,
    private readonly deliveries: ActiveDeliveries,
    private readonly discovery: DiscoveryService,
  ) {}

  get state(): ConsumerState {
    return this.currentState;
  }

  /** Entries that are being worked on. */
  get activeCount(): number {
    return this.deliveries.count;
  }

  get lastDeliveryAt(): Date | null {
    return this.deliveries.lastDeliveryAt;
  }

  onApplicationBootstrap(): void {
    const hosts = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    const served = hosts.filter((host) => host instanceof WorkerHost).map((host) => host.worker.name);
    assertOneProcessorPerQueue(served, this.queues);
  }

  /**
   * Connects and begins to take entries. Throws {@link QueueUnavailableError} when the store does not answer; the
   * process should end then, because on PostgreSQL these workers would never try again.
   */
  async start(): Promise<void> {
    try {
      const ready = this.workers.map((worker) => worker.waitUntilReady());
      await settleWithin(Promise.all(ready), READY_TIMEOUT_MS);
    } catch (error) {
      throw new QueueUnavailableError(`the worker got "${describeStoreError(error)}"`, error);
    }
    if (this.currentState !== 'waiting') return;
    this.currentState = 'consuming';
    for (const worker of this.workers) {
      restAfterFailedFetch(worker);
      worker.run().catch((error) => worker.emit('error', error));
    }
    void this.watch();
  }

  /**
   * Takes no further entry; what is being worked on goes on. BullMQ leaves a fetch that is under way alone, for up to
   * `drainDelaySeconds`: what it brings goes back to the head of the queue at once.
   */
  quiet(): void {
    if (this.currentState === 'quiet' || this.currentState === 'closed') return;
    this.currentState = 'quiet';
    this.stopTaking();
  }

  /** True once nothing is being worked on; false when that took longer than `timeoutMs`. */
  async idle(timeoutMs: number): Promise<boolean> {
    return inTime(this.deliveries.idle(), timeoutMs);
  }

  /** Aborts the signal of every active attempt with `AttemptAborted('shutdown')`. */
  abortActive(): void {
    for (const worker of this.workers) worker.cancelAllJobs(SHUTDOWN);
  }

  /**
   * Lets go of the store. Entries that are still being worked on are left to stalled recovery: another worker gets
   * them within 40 s. False when the store did not let go within `timeoutMs`; only the end of the process helps then.
   */
  async close(timeoutMs: number): Promise<boolean> {
    this.quiet();
    this.currentState = 'closed';
    return inTime(Promise.all(this.workers.map((worker) => this.closeWorker(worker))), timeoutMs);
  }

  /** What does not work: empty when every queue is consumed and its connection answers. */
  async problems(): Promise<string[]> {
    if (this.currentState === 'resting') return [`no jobs are taken: ${this.problem}`];
    if (this.currentState !== 'consuming') return [`the consumers are ${this.currentState}`];
    const problems = await Promise.all(this.workers.map(findProblem));
    return problems.filter((problem) => problem !== null);
  }

  /** Not at once: the API that marks the store of recordings may be starting beside this worker. */
  private async watch(): Promise<void> {
    while (this.currentState === 'consuming' || this.currentState === 'resting') {
      await delay(LOOK_INTERVAL_MS, undefined, { ref: false });
      this.heed(await this.runner.problem());
    }
  }

  private heed(problem: string | null): void {
    this.problem = problem;
    if (this.currentState === 'consuming' && problem !== null) {
      this.currentState = 'resting';
      this.stopTaking();
      this.logger.warn('no jobs are taken until this worker can do them', { problem });
    } else if (this.currentState === 'resting' && problem === null) {
      this.currentState = 'consuming';
      this.deliveries.accept();
      for (const worker of this.workers) worker.resume().catch((error) => worker.emit('error', error));
      this.logger.log('jobs are taken again');
    }
  }

  private stopTaking(): void {
    this.deliveries.refuse();
    for (const worker of this.workers) worker.pause(true).catch((error) => worker.emit('error', error));
  }

  /** By force from a store that is away: BullMQ would wait for it for ever. */
  private async closeWorker(worker: Worker): Promise<void> {
    const abandon = this.deliveries.count > 0 || (await pingProblem(worker)) !== null;
    await worker.close(abandon);
  }

  private get workers(): Worker[] {
    return this.processors.map((processor) => processor.worker);
  }
}

async function inTime(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return settleWithin(work, timeoutMs).then(
    () => true,
    () => false,
  );
}

async function findProblem(worker: Worker): Promise<string | null> {
  return worker.isRunning()
    ? pingProblem(worker)
    : `nothing is taken from ${worker.name}: its loop has ended`;
}

/** One small write: what cannot be written to hands out nothing. */
async function pingProblem(worker: Worker): Promise<string | null> {
  try {
    await settleWithin(touch(worker.getBackend()), STORE_TIMEOUT_MS);
    return null;
  } catch (error) {
    return `${worker.name}: ${describeStoreError(error)}`;
  }
}
