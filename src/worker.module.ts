import { type DynamicModule, Module } from '@nestjs/common';
import { ApiKeyModule } from './api-key/api-key.module.js';
import { AudioModule } from './audio/audio.module.js';
import { SegmenterModule } from './audio/segmenter/segmenter.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EngineHealthIndicator } from './engines/engine-health.indicator.js';
import { EnginesModule } from './engines/engines.module.js';
import { HealthModule } from './health/health.module.js';
import type { InstalledModel } from './models/model-store.js';
import { ConsumersHealthIndicator } from './queue/consumers-health.indicator.js';
import type { QueueConnection } from './queue/queue-connection.js';
import { QueueModule } from './queue/queue.module.js';
import { QueueWorkerModule } from './queue/queue-worker.module.js';
import type { JobPriority } from './transcription/domain/job.js';
import { TranscriptionWorkerModule } from './transcription/transcription-worker.module.js';

export interface WorkerModuleOptions {
  readonly config: AppConfig;
  readonly databaseUrl: string;
  readonly connection: QueueConnection;
  /** The queues that it takes jobs from. */
  readonly priorities: readonly JobPriority[];
  readonly model: InstalledModel;
  readonly vadModelPath: string;
}

/** A worker: the processors, the runner and what it runs with. No controller but the probes'. */
@Module({})
export class WorkerModule {
  static forRoot(options: WorkerModuleOptions): DynamicModule {
    const { config, databaseUrl, connection, priorities, model, vadModelPath } = options;
    const { recognisers } = config.worker;
    const queueName = config.queue.name;
    const engines = EnginesModule.forRoot({ installed: model, recognisers, imports: [ApiKeyModule] });
    const runner = TranscriptionWorkerModule.forRoot([
      QueueModule.forRoot({ connection, queueName }),
      AudioModule,
      SegmenterModule.forRoot({ vadModelPath, maxIdleProcesses: 2 * recognisers + 1 }),
      engines,
    ]);
    const consumers = QueueWorkerModule.forRoot({
      connection,
      queueName,
      priorities,
      recognisers,
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
          checks: [ConsumersHealthIndicator, EngineHealthIndicator],
          imports: [consumers, engines],
        }),
      ],
    };
  }
}
