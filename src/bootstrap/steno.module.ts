import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { AudioModule } from '../audio/audio.module.js';
import { ConfigModule } from '../config/config.module.js';
import { loadConfig } from '../config/load-config.js';
import { DatabaseModule } from '../database/database.module.js';
import { ModelLanguagesModule } from '../models/model-languages.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { TranscriptionModule } from '../transcription/transcription.module.js';
import { joinDatabase, openQueue } from './backends.js';

/** A request of the host application has one; few of them ask Steno for something at once. */
const POOL_SIZE = 4;

/**
 * Steno's services inside a Nest application of one's own: jobs are submitted and looked at without HTTP, beside an API
 * and workers that run as usual. No route, no processor and no key comes with it.
 */
@Module({})
export class StenoModule {
  /**
   * Exports `QueueService`. Reads the same environment as the API and waits until database and queue answer; the schema
   * is the API's to bring up to date. Without `REDIS_URL`, PostgreSQL becomes BullMQ's store for the whole process. Throws
   * a `DomainError` when a value is bad or a server does not answer.
   */
  static async fromEnvironment(): Promise<DynamicModule> {
    const config = loadConfig({ servesApi: false });
    const url = await joinDatabase(config, new Logger('Steno'));
    const connection = await openQueue(config, url);
    const queue = QueueModule.forRoot({ connection, queueName: config.queue.name });
    const transcription = TranscriptionModule.forRoot([queue, AudioModule, ModelLanguagesModule]);
    return {
      module: StenoModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ url, poolSize: POOL_SIZE, applicationName: 'steno-client' }),
        transcription,
      ],
      exports: [transcription],
    };
  }
}
