import { BullModule, type WorkerHost } from '@nestjs/bullmq';
import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import type { JobPriority } from '../transcription/domain/job.js';
import { AttemptRunner } from '../transcription/ports/attempt-runner.js';
import { ActiveDeliveries } from './active-deliveries.js';
import { ConsumersHealthIndicator } from './consumers-health.indicator.js';
import { HousekeepingProcessor } from './processors/housekeeping.processor.js';
import { createQueueProcessor, type QueuelessProcessor } from './processors/queue-processor.js';
import { TranscriptionProcessor } from './processors/transcription.processor.js';
import type { QueueConnection } from './queue-connection.js';
import { QueueConsumers } from './queue-consumers.js';
import { queueName, queueNames } from '../transcription/domain/queue-name.js';
import { HOUSEKEEPING_POLICY, housekeepingQueueName, QUEUE_POLICIES, type QueuePolicy } from './queues.js';

export interface QueueWorkerModuleOptions {
  /** From `prepareQueueBackend`. */
  readonly connection: QueueConnection;
  /** `QUEUE_NAME`: the queue of priority `default`. */
  readonly queueName: string;
  /** What this worker consumes, from `consumedPriorities`. */
  readonly priorities: readonly JobPriority[];
  /** Recogniser processes of this worker. */
  readonly recognisers: number;
  /** Must export an `AttemptRunner` and a `Housekeeping`. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Default {@link QUEUE_POLICIES}. */
  readonly policies?: typeof QUEUE_POLICIES;
}

/**
 * The consuming side of the queue: one processor per queue, none for the queues that this worker leaves alone, and one
 * for the housekeeping, which any worker may be handed.
 */
@Module({})
export class QueueWorkerModule {
  static forRoot(options: QueueWorkerModuleOptions): DynamicModule {
    const { connection, priorities, recognisers, policies = QUEUE_POLICIES } = options;
    const housekeeping = housekeepingQueueName(options.queueName);
    const names = [...queueNames(options.queueName, priorities), housekeeping];
    const processorOf = (queue: string, base: QueuelessProcessor, policy: QueuePolicy) =>
      createQueueProcessor(base, queue, policy, connection, recognisers);
    const processors = [
      ...priorities.map((priority) =>
        processorOf(queueName(options.queueName, priority), TranscriptionProcessor, policies[priority]),
      ),
      processorOf(housekeeping, HousekeepingProcessor, HOUSEKEEPING_POLICY),
    ];
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
          ) => new QueueConsumers(names, hosts, runner, deliveries, discovery),
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
