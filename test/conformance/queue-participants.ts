import { EventEmitter, once } from 'node:events';
import { Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConsumersHealthIndicator } from '../../src/queue/consumers-health.indicator.js';
import { settleWithin } from '../../src/queue/deadline.js';
import type { QueueConnection } from '../../src/queue/queue-connection.js';
import { QueueConsumers } from '../../src/queue/queue-consumers.js';
import { QueueHealthIndicator } from '../../src/queue/queue-health.indicator.js';
import { QueueWorkerModule } from '../../src/queue/queue-worker.module.js';
import { QueueModule } from '../../src/queue/queue.module.js';
import { QUEUE_POLICIES, type QueuePolicies, type QueuePolicy } from '../../src/queue/queues.js';
import { JOB_LANES, type JobLane } from '../../src/transcription/domain/job-lane.js';
import { JOB_PRIORITIES, type JobPriority } from '../../src/transcription/domain/job.js';
import { AttemptRunner, type DeliveryResult } from '../../src/transcription/ports/attempt-runner.js';
import { Housekeeping, type HousekeepingTask } from '../../src/transcription/ports/housekeeping.js';
import { type Delivery, JobQueue } from '../../src/transcription/ports/job-queue.js';

const CLOSE_TIMEOUT_MS = 5_000;

export type Work = (entry: Delivery, signal: AbortSignal) => Promise<void>;

/** A runner that does what the test says, and remembers in which order. */
export class RecordingRunner extends AttemptRunner {
  readonly started: Delivery[] = [];
  readonly finished: Delivery[] = [];
  /** What the worker lacks, for jobs of these lanes. */
  readonly lacks = new Map<JobLane, string>();
  result: DeliveryResult = 'finished';
  private readonly changes = new EventEmitter();

  constructor(public work: Work = async () => undefined) {
    super();
  }

  override problem(lane: JobLane): Promise<string | null> {
    return Promise.resolve(this.lacks.get(lane) ?? null);
  }

  override async run(entry: Delivery, signal: AbortSignal): Promise<DeliveryResult> {
    this.started.push(entry);
    this.changes.emit('change');
    await this.work(entry, signal);
    this.finished.push(entry);
    this.changes.emit('change');
    return this.result;
  }

  async untilStarted(count: number): Promise<void> {
    while (this.started.length < count) await once(this.changes, 'change');
  }

  async untilFinished(count: number): Promise<void> {
    while (this.finished.length < count) await once(this.changes, 'change');
  }

  get startedIds(): string[] {
    return this.started.map(({ jobId }) => jobId);
  }
}

/** Remembers the rounds that it was called for. */
export class RecordingHousekeeping extends Housekeeping {
  readonly tasks: HousekeepingTask[] = [];

  override run(task: HousekeepingTask): Promise<void> {
    this.tasks.push(task);
    return Promise.resolve();
  }
}

export interface WorkerSettings {
  readonly priorities?: readonly JobPriority[];
  readonly lanes?: readonly JobLane[];
  /** Entries that each queue's worker takes at once. Default: by the policy, with one recogniser. */
  readonly concurrency?: number;
  /** How soon a dead worker's entries are delivered again. Default: by the policy. */
  readonly lockDurationMs?: number;
}

/** What a process with both sides of the queue, or one, has in its container. */
export class QueueParticipant {
  private constructor(
    private readonly container: TestingModule,
    readonly runner: RecordingRunner,
    readonly housekeeping = new RecordingHousekeeping(),
  ) {}

  static async producer(connection: QueueConnection, queueName: string): Promise<QueueParticipant> {
    const container = Test.createTestingModule({ imports: [QueueModule.forRoot({ connection, queueName })] });
    return new QueueParticipant(await (await container.compile()).init(), new RecordingRunner());
  }

  static async worker(
    connection: QueueConnection,
    queueName: string,
    runner: RecordingRunner,
    settings: WorkerSettings = {},
  ): Promise<QueueParticipant> {
    const housekeeping = new RecordingHousekeeping();
    const container = Test.createTestingModule({
      imports: [workerModule(connection, queueName, runner, settings, housekeeping)],
    });
    return new QueueParticipant(await (await container.compile()).init(), runner, housekeeping);
  }

  get queue(): JobQueue {
    return this.container.get(JobQueue, { strict: false });
  }

  get consumers(): QueueConsumers {
    return this.container.get(QueueConsumers, { strict: false });
  }

  get queueHealth(): QueueHealthIndicator {
    return this.container.get(QueueHealthIndicator, { strict: false });
  }

  get consumersHealth(): ConsumersHealthIndicator {
    return this.container.get(ConsumersHealthIndicator, { strict: false });
  }

  /**
   * As the program ends. False when it took too long: ioredis never ends a connection that is just being made again, and
   * nobody waits for it.
   */
  async close(): Promise<boolean> {
    return await settleWithin(this.container.close(), CLOSE_TIMEOUT_MS).then(
      () => true,
      () => false,
    );
  }
}

export function workerModule(
  connection: QueueConnection,
  queueName: string,
  runner: AttemptRunner,
  { priorities = JOB_PRIORITIES, lanes = JOB_LANES, concurrency, lockDurationMs }: WorkerSettings,
  housekeeping: Housekeeping = new RecordingHousekeeping(),
): DynamicModule {
  return QueueWorkerModule.forRoot({
    connection,
    queueName,
    priorities,
    lanes,
    capacity: { recognisers: 1, providerRequests: 4 },
    imports: [RunnerModule.of(runner, housekeeping)],
    policies: mapPolicies((policy) => ({
      ...policy,
      ...(concurrency === undefined ? {} : { concurrency: () => concurrency }),
      ...(lockDurationMs === undefined ? {} : { lockDurationMs, stalledIntervalMs: lockDurationMs / 4 }),
    })),
  });
}

function mapPolicies(change: (policy: QueuePolicy) => QueuePolicy): QueuePolicies {
  const ofLane = ({ high, default: normal, low }: QueuePolicies[JobLane]) => ({
    high: change(high),
    default: change(normal),
    low: change(low),
  });
  return { local: ofLane(QUEUE_POLICIES.local), provider: ofLane(QUEUE_POLICIES.provider) };
}

@Module({})
class RunnerModule {
  static of(runner: AttemptRunner, housekeeping: Housekeeping): DynamicModule {
    return {
      module: RunnerModule,
      providers: [
        { provide: AttemptRunner, useValue: runner },
        { provide: Housekeeping, useValue: housekeeping },
      ],
      exports: [AttemptRunner, Housekeeping],
    };
  }
}
