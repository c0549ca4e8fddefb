import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bullmq';
import type { JobPriority } from '../transcription/domain/job.js';
import { JobQueue } from '../transcription/ports/job-queue.js';
import { BullmqJobQueue } from './bullmq-job-queue.js';
import type { QueueConnection } from './queue-connection.js';
import { QueueHealthIndicator } from './queue-health.indicator.js';
import { queueName, queueNames } from '../transcription/domain/queue-name.js';
import { housekeepingQueueName } from './queues.js';

export interface QueueModuleOptions {
  /** From `prepareQueueBackend`. */
  readonly connection: QueueConnection;
  /** `QUEUE_NAME`: the queue of priority `default`. */
  readonly queueName: string;
}

/** Nobody reads BullMQ's event stream: it is kept short. */
const EVENT_STREAM: Pick<QueueOptions, 'streams'> = { streams: { events: { maxLen: 100 } } };

/** The producing side of the queue. Holds no processor. */
@Module({})
export class QueueModule {
  static forRoot({ connection, queueName: base }: QueueModuleOptions): DynamicModule {
    const housekeeping = housekeepingQueueName(base);
    const names = [...queueNames(base), housekeeping];
    const token = (priority: JobPriority): string => getQueueToken(queueName(base, priority));
    const { producer, prefix } = connection;
    return {
      module: QueueModule,
      imports: [
        BullModule.registerQueue(
          ...names.map((name) => ({ name, connection: producer, prefix, ...EVENT_STREAM })),
        ),
      ],
      providers: [
        {
          provide: BullmqJobQueue,
          useFactory: (high: Queue, normal: Queue, low: Queue, rounds: Queue) =>
            new BullmqJobQueue({ high, default: normal, low }, rounds),
          inject: [token('high'), token('default'), token('low'), getQueueToken(housekeeping)],
        },
        { provide: JobQueue, useExisting: BullmqJobQueue },
        {
          provide: QueueHealthIndicator,
          useFactory: (queue: BullmqJobQueue) => new QueueHealthIndicator(queue, connection),
          inject: [BullmqJobQueue],
        },
      ],
      exports: [JobQueue, QueueHealthIndicator],
    };
  }
}
