import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bullmq';
import { JobQueue } from '../transcription/ports/job-queue.js';
import { BullmqJobQueue, type RoutedQueue } from './bullmq-job-queue.js';
import type { QueueConnection } from './queue-connection.js';
import { QueueHealthIndicator } from './queue-health.indicator.js';
import { housekeepingQueueName, routeName, ROUTES } from './queues.js';

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
    const names = [housekeeping, ...ROUTES.map((route) => routeName(base, route))];
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
          useFactory: (rounds: Queue, ...queues: Queue[]) => new BullmqJobQueue(routed(queues), rounds),
          inject: names.map((name) => getQueueToken(name)),
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

/** In the order of {@link ROUTES}. */
function routed(queues: readonly Queue[]): RoutedQueue[] {
  return ROUTES.map((route, index) => ({ route, queue: queues[index] as Queue }));
}
