import { BullModule, type WorkerHost } from '@nestjs/bullmq';
import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { JOB_LANES, type JobLane } from '../transcription/domain/job-lane.js';
import type { JobPriority } from '../transcription/domain/job.js';
import { AttemptRunner } from '../transcription/ports/attempt-runner.js';
import { ActiveDeliveries } from './active-deliveries.js';
import { ConsumersHealthIndicator } from './consumers-health.indicator.js';
import { HousekeepingProcessor } from './processors/housekeeping.processor.js';
import { createQueueProcessor, type QueuelessProcessor } from './processors/queue-processor.js';
import { TranscriptionProcessor } from './processors/transcription.processor.js';
import type { QueueConnection } from './queue-connection.js';
import { QueueConsumers } from './queue-consumers.js';
import {
  HOUSEKEEPING_POLICY,
  housekeepingQueueName,
  QUEUE_POLICIES,
  type QueuePolicies,
  type QueuePolicy,
  routeName,
  ROUTES,
  type WorkerCapacity,
} from './queues.js';

export interface QueueWorkerModuleOptions {
  /** From `prepareQueueBackend`. */
  readonly connection: QueueConnection;
  /** `QUEUE_NAME`: the queue of priority `default`. */
  readonly queueName: string;
  /** What this worker consumes, from `consumedPriorities`. */
  readonly priorities: readonly JobPriority[];
  /** Whose jobs it runs. Default: those of all. */
  readonly lanes?: readonly JobLane[];
  readonly capacity: WorkerCapacity;
  /** Must export an `AttemptRunner` and a `Housekeeping`. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Default {@link QUEUE_POLICIES}. */
  readonly policies?: QueuePolicies;
}

/**
 * The consuming side of the queue: one processor per queue, none for the queues that this worker leaves alone, and one
 * for the housekeeping, which any worker may be handed.
 */
@Module({})
export class QueueWorkerModule {
  static forRoot(options: QueueWorkerModuleOptions): DynamicModule {
    const { connection } = options;
    const queues = consumedQueues(options);
    const processors = queues.map(({ processor }) => processor);
    return {
      module: QueueWorkerModule,
      imports: [
        DiscoveryModule,
        // Both are needed where no queue is registered: the one starts processors, the other is asked for a default.
        BullModule.registerQueue(),
        BullModule.forRoot({ connection: connection.consumer }),
        ...options.imports,
      ],
      providers: [
        ActiveDeliveries,
        ...processors,
        {
          provide: QueueConsumers,
          useFactory: (
            runner: AttemptRunner,
            deliveries: ActiveDeliveries,
            discovery: DiscoveryService,
            ...hosts: WorkerHost[]
          ) => new QueueConsumers(queues, hosts, runner, deliveries, discovery),
          inject: [AttemptRunner, ActiveDeliveries, DiscoveryService, ...processors],
        },
        {
          provide: ConsumersHealthIndicator,
          useFactory: (consumers: QueueConsumers) => new ConsumersHealthIndicator(consumers, connection),
          inject: [QueueConsumers],
        },
      ],
      exports: [QueueConsumers, ConsumersHealthIndicator],
    };
  }
}

/** For each route one with its processor, and the one for the housekeeping. */
function consumedQueues({
  connection,
  queueName: base,
  priorities,
  lanes = JOB_LANES,
  capacity,
  policies = QUEUE_POLICIES,
}: QueueWorkerModuleOptions) {
  const consumed = (
    name: string,
    served: readonly JobLane[],
    kind: QueuelessProcessor,
    policy: QueuePolicy,
  ) => ({
    name,
    lanes: served,
    processor: createQueueProcessor(kind, name, policy, connection, capacity),
  });
  const routes = ROUTES.filter(({ priority, lane }) => priorities.includes(priority) && lanes.includes(lane));
  return [
    ...routes.map(({ priority, lane }) => {
      const name = routeName(base, { priority, lane });
      return consumed(name, [lane], TranscriptionProcessor, policies[lane][priority]);
    }),
    consumed(housekeepingQueueName(base), lanes, HousekeepingProcessor, HOUSEKEEPING_POLICY),
  ];
}
