import { Module } from '@nestjs/common';
import { AttemptRepository } from '../ports/attempt-repository.js';
import { DispatchRepository } from '../ports/dispatch-repository.js';
import { JobRepository } from '../ports/job-repository.js';
import { WorkerRegistry } from '../ports/worker-registry.js';
import { PostgresAttemptRepository } from './postgres-attempt.repository.js';
import { PostgresDispatchRepository } from './postgres-dispatch.repository.js';
import { PostgresJobRepository } from './postgres-job.repository.js';
import { PostgresWorkerRegistry } from './postgres-worker.registry.js';

/** The system of record, behind its ports. */
@Module({
  providers: [
    { provide: JobRepository, useClass: PostgresJobRepository },
    { provide: AttemptRepository, useClass: PostgresAttemptRepository },
    { provide: DispatchRepository, useClass: PostgresDispatchRepository },
    { provide: WorkerRegistry, useClass: PostgresWorkerRegistry },
  ],
  exports: [JobRepository, AttemptRepository, DispatchRepository, WorkerRegistry],
})
export class PersistenceModule {}
