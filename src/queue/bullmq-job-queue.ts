import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { JobPriority } from '../transcription/domain/job.js';
import { HOUSEKEEPING_TASKS } from '../transcription/ports/housekeeping.js';
import { JobQueue, type QueueEntry } from '../transcription/ports/job-queue.js';
import { settleWithin } from './deadline.js';
import { READY_TIMEOUT_MS, STORE_TIMEOUT_MS } from './queue-connection.js';
import {
  NOTHING_KEPT,
  parseQueueJob,
  QUEUE_JOB_NAME,
  queueJobData,
  queueJobId,
  queueJobOptions,
} from './queue-job.js';
import { QueueUnavailableError } from './queue.errors.js';
import type { Route } from './queues.js';
import { describeStoreError, StoreErrorLog } from './store-error-log.js';
import { touch } from './touch.js';

/** Entries per round trip: some 30 ms on either store, at the 13,000 to 23,000 a second that were measured. */
const BATCH_SIZE = 500;

/** What waits is looked at so far from its head; the rest is for the next time. */
const SWEEP_DEPTH = 1_000;

/** Housekeeping asks for more at once than a request does. */
const SWEEP_TIMEOUT_MS = 10_000;

/** A queue of the store, and the entries that wait in it. */
export interface RoutedQueue {
  readonly route: Route;
  readonly queue: Queue;
}

/**
 * The queue as the producer sees it: a BullMQ queue for each route, and one that brings round the housekeeping.
 * Each call has {@link STORE_TIMEOUT_MS}; whatever goes wrong with the store is a `QueueUnavailableError`.
 */
export class BullmqJobQueue extends JobQueue implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly queues: readonly RoutedQueue[],
    private readonly housekeeping: Queue,
  ) {
    super();
    for (const queue of this.all) {
      const errors = new StoreErrorLog();
      queue.on('error', (error) => errors.record(queue.name, error));
    }
  }

  /** A process whose first connection fails must not start: on PostgreSQL, BullMQ would never try again. */
  async onModuleInit(): Promise<void> {
    const ready = this.all.map((queue) => queue.waitUntilReady());
    await orUnavailable('connect', READY_TIMEOUT_MS, Promise.all(ready));
  }

  /** Nest closes the queues too, and neither of us can close one in peace whose Redis is away: it has to be cut off. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((queue) => queue.close().catch(() => cutOff(queue))));
  }

  override async enqueue(entries: readonly QueueEntry[]): Promise<void> {
    await this.ask('enqueue', STORE_TIMEOUT_MS, (queue, route) =>
      addAll(
        queue,
        entries.filter((entry) => takes(route, entry)),
      ),
    );
  }

  override async remove(entry: QueueEntry): Promise<void> {
    await this.ask('remove', STORE_TIMEOUT_MS, async (queue, route) => {
      if (takes(route, entry)) await queue.remove(queueJobId(entry));
    });
  }

  /** The schedule of the housekeeping is there for as long as the store keeps its data. */
  override async isBlank(): Promise<boolean> {
    let schedules = 0;
    const count = async () => void (schedules = await this.housekeeping.getJobSchedulersCount());
    await orUnavailable('look', STORE_TIMEOUT_MS, count());
    return schedules === 0;
  }

  override async align(paused: readonly JobPriority[]): Promise<void> {
    await this.ask('align', STORE_TIMEOUT_MS, async (queue, { priority }) => {
      const wanted = paused.includes(priority);
      if ((await queue.isPaused()) !== wanted) await (wanted ? queue.pause() : queue.resume());
    });
    await orUnavailable('schedule', STORE_TIMEOUT_MS, this.schedule());
  }

  override async sweep(
    stale: (entries: readonly QueueEntry[]) => Promise<readonly QueueEntry[]>,
  ): Promise<number> {
    const removed: string[] = [];
    await this.ask('sweep', SWEEP_TIMEOUT_MS, async (queue, route) => {
      for (const state of ['completed', 'failed'] as const) {
        removed.push(...(await queue.clean(0, SWEEP_DEPTH, state)));
      }
      const waiting = await queue.getJobs(['waiting', 'prioritized'], 0, SWEEP_DEPTH - 1, true);
      const unwanted = await stale(waiting.map((job) => ({ ...parseQueueJob(job), ...route })));
      for (const id of unwanted.map(queueJobId)) if ((await queue.remove(id)) > 0) removed.push(id);
    });
    return removed.length;
  }

  /** One small write per queue: a store that answers may still refuse to take anything. */
  async ping(): Promise<void> {
    await this.ask('ping', STORE_TIMEOUT_MS, (queue) => touch(queue.getBackend()));
  }

  /** A schedule that is there is left alone: setting it anew would put off what is due. */
  private async schedule(): Promise<void> {
    for (const [task, { everySeconds }] of Object.entries(HOUSEKEEPING_TASKS)) {
      const every = everySeconds * 1000;
      if ((await this.housekeeping.getJobScheduler(task))?.every === every) continue;
      await this.housekeeping.upsertJobScheduler(task, { every }, { name: task, opts: NOTHING_KEPT });
    }
  }

  private get all(): Queue[] {
    return [...this.queues.map(({ queue }) => queue), this.housekeeping];
  }

  private async ask(
    what: string,
    timeoutMs: number,
    work: (queue: Queue, route: Route) => Promise<unknown>,
  ): Promise<void> {
    const answers = this.queues.map(({ queue, route }) => work(queue, route));
    await orUnavailable(what, timeoutMs, Promise.all(answers));
  }
}

/** Not awaited: ioredis never says that it has stopped to reconnect. */
function cutOff(queue: Queue): void {
  queue.disconnect().catch(() => undefined);
}

function takes(route: Route, entry: QueueEntry): boolean {
  return route.priority === entry.priority && route.lane === entry.lane;
}

async function addAll(queue: Queue, entries: readonly QueueEntry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  // Not through addBulk: on PostgreSQL that creates two temporary tables, too much for the entry of every job.
  if (entries.length === 1) {
    await queue.add(QUEUE_JOB_NAME, queueJobData(first), queueJobOptions(first));
    return;
  }
  for (let start = 0; start < entries.length; start += BATCH_SIZE) {
    const batch = entries.slice(start, start + BATCH_SIZE);
    await queue.addBulk(
      batch.map((entry) => ({
        name: QUEUE_JOB_NAME,
        data: queueJobData(entry),
        opts: queueJobOptions(entry),
      })),
    );
  }
}

/** What is not done in time, too, counts as a store that is not there. */
async function orUnavailable<T>(what: string, timeoutMs: number, work: Promise<T>): Promise<T> {
  try {
    return await settleWithin(work, timeoutMs);
  } catch (error) {
    throw new QueueUnavailableError(`${what} failed with "${describeStoreError(error)}"`, error);
  }
}
