import { Module } from '@nestjs/common';
import { AttemptRepository } from '../ports/attempt-repository.js';
import { DispatchRepository } from '../ports/dispatch-repository.js';
import { HousekeepingRepository } from '../ports/housekeeping-repository.js';
import { JobRepository } from '../ports/job-repository.js';
import { QueueRepository } from '../ports/queue-repository.js';
import { WorkerRegistry } from '../ports/worker-registry.js';
import { PostgresAttemptRepository } from './postgres-attempt.repository.js';
import { PostgresDispatchRepository } from './postgres-dispatch.repository.js';
import { PostgresHousekeepingRepository } from './postgres-housekeeping.repository.js';
import { PostgresJobRepository } from './postgres-job.repository.js';
import { PostgresQueueRepository } from './postgres-queue.repository.js';
import { PostgresWorkerRegistry } from './postgres-worker.registry.js';

/** The system of record, behind its ports. */
@Module({
  providers: [
    { provide: JobRepository, useClass: PostgresJobRepository },
    { provide: AttemptRepository, useClass: PostgresAttemptRepository },
    { provide: DispatchRepository, useClass: PostgresDispatchRepository },
    { provide: QueueRepository, useClass: PostgresQueueRepository },
    { provide: HousekeepingRepository, useClass: PostgresHousekeepingRepository },
    { provide: WorkerRegistry, useClass: PostgresWorkerRegistry },
  ],
  exports: [
    JobRepository,
    AttemptRepository,
    DispatchRepository,
    QueueRepository,
    HousekeepingRepository,
    WorkerRegistry,
  ],
})
export class PersistenceModule {}
