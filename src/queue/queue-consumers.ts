import { setTimeout as delay } from 'node:timers/promises';
import { WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { Worker } from 'bullmq';
import { JOB_LANES, type JobLane } from '../transcription/domain/job-lane.js';
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

/** How soon a worker that cannot do the jobs of a lane takes no more of them, and takes them again once it can. */
const LOOK_INTERVAL_MS = 1000;

/** A queue that a worker consumes. */
export interface ConsumedQueue {
  readonly name: string;
  /** Whose jobs it brings, or, of the housekeeping, all that this worker runs. */
  readonly lanes: readonly JobLane[];
}

interface Consumer {
  readonly worker: Worker;
  readonly lanes: readonly JobLane[];
}

/** `resting`: it takes no entry because the worker could do nothing with any. */
export type ConsumerState = 'waiting' | 'consuming' | 'resting' | 'quiet' | 'closed';

/**
 * The consuming side of the queue, as the start and the shutdown of a worker see it. Nothing is taken from the queue
 * before `start`, and nothing of a lane while the runner has a problem with it: others may do what this worker cannot. The
 * sequence of a shutdown is its caller's: `quiet`, `idle`, `abortActive`, `idle`, `close`; its steps wait no longer than they are told
 * and never throw.
 */
export class QueueConsumers implements OnApplicationBootstrap {
  private readonly logger = new Logger('Queue');
  private currentState: ConsumerState = 'waiting';
  private readonly lacks = new Map<JobLane, string>();

  constructor(
    private readonly queues: readonly ConsumedQueue[],
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
    assertOneProcessorPerQueue(
      served,
      this.queues.map(({ name }) => name),
    );
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
    for (const worker of this.workers) stopTaking(worker);
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
    if (!this.isOpen) return [`the consumers are ${this.currentState}`];
    const taking = this.consumers.filter((consumer) => !this.isToRest(consumer));
    const problems = await Promise.all(taking.map(({ worker }) => findProblem(worker)));
    return [...this.lackOfLanes(), ...problems.filter((problem) => problem !== null)];
  }

  /** One problem may be that of several lanes. */
  private lackOfLanes(): string[] {
    return [...new Set(this.lacks.values())].map((problem) => {
      const lanes = JOB_LANES.filter((lane) => this.lacks.get(lane) === problem);
      return `no ${lanes.join(' and ')} jobs are taken: ${problem}`;
    });
  }

  /** Not at once: the API that marks the store of recordings may be starting beside this worker. */
  private async watch(): Promise<void> {
    while (this.isOpen) {
      await delay(LOOK_INTERVAL_MS, undefined, { ref: false });
      for (const lane of new Set(this.queues.flatMap(({ lanes }) => lanes))) {
        const problem = await this.runner.problem(lane);
        if (this.isOpen) this.heed(lane, problem);
      }
      this.restOrTake();
    }
  }

  private heed(lane: JobLane, problem: string | null): void {
    if (problem === null) {
      if (this.lacks.delete(lane)) this.logger.log('jobs are taken again', { lane });
    } else {
      if (!this.lacks.has(lane)) {
        this.logger.warn('no jobs are taken until this worker can do them', { lane, problem });
      }
      this.lacks.set(lane, problem);
    }
  }

  /** A shutdown that came meanwhile has the last word. */
  private restOrTake(): void {
    if (!this.isOpen) return;
    for (const consumer of this.consumers) {
      const { worker } = consumer;
      if (this.isToRest(consumer) === worker.isPaused()) continue;
      if (worker.isPaused()) worker.resume().catch((error) => worker.emit('error', error));
      else stopTaking(worker);
    }
    this.currentState = this.consumers.every((consumer) => this.isToRest(consumer)) ? 'resting' : 'consuming';
  }

  /** False from the beginning of a shutdown: what is wrong then is no problem. */
  private get isOpen(): boolean {
    return this.currentState === 'consuming' || this.currentState === 'resting';
  }

  private isToRest({ lanes }: Consumer): boolean {
    return lanes.every((lane) => this.lacks.has(lane));
  }

  /** By force from a store that is away: BullMQ would wait for it for ever. */
  private async closeWorker(worker: Worker): Promise<void> {
    const abandon = this.deliveries.count > 0 || (await pingProblem(worker)) !== null;
    await worker.close(abandon);
  }

  private get consumers(): Consumer[] {
    return this.processors.map(({ worker }) => {
      const lanes = this.queues.find(({ name }) => name === worker.name)?.lanes ?? [];
      return { worker, lanes };
    });
  }

  private get workers(): Worker[] {
    return this.processors.map(({ worker }) => worker);
  }
}

function stopTaking(worker: Worker): void {
  worker.pause(true).catch((error) => worker.emit('error', error));
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
