import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { JobIntake } from './http/job-intake.js';
import { JobPages } from './http/job-pages.js';
import { JobsController } from './http/jobs.controller.js';
import { QueuesController } from './http/queues.controller.js';
import { TranscriptsController } from './http/transcripts.controller.js';
import { WorkersController } from './http/workers.controller.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { StoreClaim, StoreOwnership } from './store-ownership.js';

/** The routes of jobs, transcripts, queues and workers. */
@Module({})
export class TranscriptionApiModule {
  /** `imports` export `TranscriptionService`, `QueueService` and the port `AudioStore`. */
  static forRoot(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: TranscriptionApiModule,
      imports: [PersistenceModule, ...imports],
      controllers: [JobsController, TranscriptsController, QueuesController, WorkersController],
      providers: [JobIntake, JobPages, StoreOwnership, StoreClaim],
    };
  }
}
