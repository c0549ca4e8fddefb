import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ApiKeyModule } from '../api-key/api-key.module.js';
import { LexiconModule } from '../lexicon/lexicon.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { QueueService } from './queue.service.js';
import { RecordingDisposal } from './recording-disposal.js';
import { StoreOwnership } from './store-ownership.js';
import { TranscriptionService } from './transcription.service.js';

/** What can be done with jobs and queues. */
@Module({})
export class TranscriptionModule {
  /** `adapters` export the ports `JobQueue`, `AudioStore` and `ModelLanguages`. */
  static forRoot(adapters: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: TranscriptionModule,
      imports: [PersistenceModule, LexiconModule, ApiKeyModule, ...adapters],
      providers: [TranscriptionService, QueueService, RecordingDisposal, StoreOwnership],
      exports: [TranscriptionService, QueueService],
    };
  }
}
