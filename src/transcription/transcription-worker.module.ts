import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { LexiconModule } from '../lexicon/lexicon.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { Housekeeper } from './housekeeper.js';
import { AttemptRunner } from './ports/attempt-runner.js';
import { Housekeeping } from './ports/housekeeping.js';
import { Reconciler } from './reconciler.js';
import { RecordingDisposal } from './recording-disposal.js';
import { RecordingTranscriber } from './recording-transcriber.js';
import { StoreOwnership } from './store-ownership.js';
import { TranscriptionRunner } from './transcription-runner.js';
import { WorkerHeartbeat } from './worker-heartbeat.js';
import { WORKER_IDENTITY, workerIdentity } from './worker-identity.js';

/** What a worker does with jobs. */
@Module({})
export class TranscriptionWorkerModule {
  /** `adapters` export the ports `JobQueue`, `AudioStore`, `Segmenter` and `SpeechEngines`. */
  static forRoot(adapters: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: TranscriptionWorkerModule,
      imports: [PersistenceModule, LexiconModule, ...adapters],
      providers: [
        RecordingTranscriber,
        TranscriptionRunner,
        { provide: AttemptRunner, useExisting: TranscriptionRunner },
        Reconciler,
        RecordingDisposal,
        StoreOwnership,
        { provide: Housekeeping, useClass: Housekeeper },
        WorkerHeartbeat,
        { provide: WORKER_IDENTITY, useFactory: workerIdentity },
      ],
      exports: [AttemptRunner, Housekeeping, WorkerHeartbeat],
    };
  }
}
