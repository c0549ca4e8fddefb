import { type DynamicModule, Module } from '@nestjs/common';
import { ApiKeyApiModule } from './api-key/api-key-api.module.js';
import { AudioModule } from './audio/audio.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { LexiconApiModule } from './lexicon/lexicon-api.module.js';
import { ModelLanguagesModule } from './models/model-languages.module.js';
import { QueueHealthIndicator } from './queue/queue-health.indicator.js';
import { QueueModule } from './queue/queue.module.js';
import type { QueueConnection } from './queue/queue-connection.js';
import { TranscriptionApiModule } from './transcription/transcription-api.module.js';
import { TranscriptionModule } from './transcription/transcription.module.js';

/** The API: takes jobs, tells of them, transcribes none. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig, databaseUrl: string, connection: QueueConnection): DynamicModule {
    const queue = QueueModule.forRoot({ connection, queueName: config.queue.name });
    const transcription = TranscriptionModule.forRoot([queue, AudioModule, ModelLanguagesModule]);
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ url: databaseUrl, poolSize: 10, applicationName: 'steno-api' }),
        HttpModule,
        HealthModule.forRoot({ checks: [QueueHealthIndicator], imports: [queue] }),
        TranscriptionApiModule.forRoot([transcription, AudioModule]),
        LexiconApiModule,
        ApiKeyApiModule,
      ],
    };
  }
}
