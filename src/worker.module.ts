import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ApiKeyModule } from './api-key/api-key.module.js';
import { AudioModule } from './audio/audio.module.js';
import { SegmenterModule } from './audio/segmenter/segmenter.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EngineHealthIndicator } from './engines/engine-health.indicator.js';
import { EnginesModule } from './engines/engines.module.js';
import { OwnEngine } from './engines/own-engine.js';
import { HealthModule, type HealthModuleOptions } from './health/health.module.js';
import type { InstalledModel } from './models/model-store.js';
import { ConsumersHealthIndicator } from './queue/consumers-health.indicator.js';
import type { QueueConnection } from './queue/queue-connection.js';
import { QueueModule } from './queue/queue.module.js';
import { QueueWorkerModule } from './queue/queue-worker.module.js';
import { JOB_LANES, type JobLane } from './transcription/domain/job-lane.js';
import type { JobPriority } from './transcription/domain/job.js';
import { Segmenter } from './transcription/ports/segmenter.js';
import { SpeechEngine, SpeechEngines } from './transcription/ports/speech-engine.js';
import { TranscriptionWorkerModule } from './transcription/transcription-worker.module.js';

/** Models of the catalogue: for the segmenter and the engines that come with Steno. */
export interface InstalledModels {
  readonly model: InstalledModel;
  readonly vadModelPath: string;
}

/** In place of both. Whoever made them ends them. */
export interface OwnRecognition {
  readonly segmenter: Segmenter;
  readonly engine: SpeechEngine;
}

export interface WorkerModuleOptions {
  readonly config: AppConfig;
  readonly databaseUrl: string;
  readonly connection: QueueConnection;
  /** The queues that it takes jobs from. */
  readonly priorities: readonly JobPriority[];
  readonly recognition: InstalledModels | OwnRecognition;
}

/** A worker: the processors, the runner and what it runs with. No controller but the probes'. */
@Module({})
export class WorkerModule {
  static forRoot(options: WorkerModuleOptions): DynamicModule {
    const { config, databaseUrl, connection, priorities } = options;
    const queueName = config.queue.name;
    const { lanes, modules, checks } =
      'engine' in options.recognition
        ? ownRecognition(options.recognition)
        : installedRecognition(options.recognition, config.worker);
    const runner = TranscriptionWorkerModule.forRoot([
      QueueModule.forRoot({ connection, queueName }),
      AudioModule,
      ...modules,
    ]);
    const consumers = QueueWorkerModule.forRoot({
      connection,
      queueName,
      priorities,
      lanes,
      capacity: config.worker,
      imports: [runner],
    });
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ url: databaseUrl, poolSize: 10, applicationName: 'steno-worker' }),
        runner,
        consumers,
        HealthModule.forRoot({
          checks: [ConsumersHealthIndicator, ...checks],
          imports: [consumers, ...modules],
        }),
      ],
    };
  }
}

interface Recognition {
  /** Whose jobs can be run with it. */
  readonly lanes: readonly JobLane[];
  /** They export the ports `Segmenter` and `SpeechEngines`, and what `checks` names. */
  readonly modules: NonNullable<ModuleMetadata['imports']>;
  readonly checks: HealthModuleOptions['checks'];
}

function installedRecognition(
  { model, vadModelPath }: InstalledModels,
  { recognisers, providerRequests }: AppConfig['worker'],
): Recognition {
  return {
    lanes: JOB_LANES,
    modules: [
      SegmenterModule.forRoot({ vadModelPath, maxIdleProcesses: 2 * recognisers + 1 }),
      EnginesModule.forRoot({ installed: model, recognisers, providerRequests, imports: [ApiKeyModule] }),
    ],
    checks: [EngineHealthIndicator],
  };
}

@Module({})
class OwnRecognitionModule {}

function ownRecognition({ segmenter, engine }: OwnRecognition): Recognition {
  const providers = [
    { provide: Segmenter, useValue: segmenter },
    { provide: SpeechEngines, useValue: new OwnEngine(engine) },
  ];
  return {
    lanes: ['local'],
    modules: [{ module: OwnRecognitionModule, providers, exports: [Segmenter, SpeechEngines] }],
    checks: [],
  };
}
