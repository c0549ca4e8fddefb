import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { JobIntake } from './http/job-intake.js';
import { JobPages } from './http/job-pages.js';
import { JobsController } from './http/jobs.controller.js';
import { QueuesController } from './http/queues.controller.js';
import { TranscriptsController } from './http/transcripts.controller.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { QueueService } from './queue.service.js';
import { RecordingDisposal } from './recording-disposal.js';
import { TranscriptionService } from './transcription.service.js';

/** What the API does with jobs. */
@Module({})
export class TranscriptionModule {
  /** `adapters` export the ports `JobQueue`, `AudioStore` and `ModelLanguages`. */
  static forRoot(adapters: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: TranscriptionModule,
      imports: [PersistenceModule, ...adapters],
      controllers: [JobsController, TranscriptsController, QueuesController],
      providers: [TranscriptionService, QueueService, RecordingDisposal, JobIntake, JobPages],
      exports: [TranscriptionService, QueueService],
    };
  }
}
