import multipart from '@fastify/multipart';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { AppConfig } from '../config/app-config.js';
import { loadConfig } from '../config/load-config.js';
import { guardFrontDoor, QUEUE_BOARD_PATH } from '../http/front-door.js';
import { setPageHeaders } from '../http/page-headers.js';
import { takeLexicons } from '../lexicon/http/lexicon-bodies.js';
import { LifecycleHealthIndicator } from '../health/lifecycle-health.indicator.js';
import { StenoLogger } from '../logging/steno-logger.js';
import { serveQueueBoard } from '../queue/queue-board.js';
import { type Backends, databaseOf, openQueue } from './backends.js';
import { addressOf, closeInTime, fastifyAdapter, listen } from './fastify.js';
import { serveOpenApi } from './openapi.js';
import { migrateSchema } from './schema.js';
import { servePage } from '../web/serve-page.js';
import { stopOnSignal } from './stop-signals.js';

export interface RunningApi {
  readonly address: string;
  stop(): Promise<void>;
}

/** What a form may hold besides the recording, which the audio store limits. */
const FORM_LIMITS = { files: 1, fields: 32, fieldSize: 64 * 1024, parts: 40, fileSize: Infinity } as const;

/** What bull-board's page does: relative to its `<base>`, with styles inside of it. */
const QUEUE_BOARD_NEEDS = {
  'base-uri': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
};

/** `node dist/main.js`. */
export async function runApi(): Promise<void> {
  const config = loadConfig({ servesApi: true });
  const stenoLogger = new StenoLogger(config.logLevel);
  Logger.overrideLogger(stenoLogger);
  const logger = new Logger('Api');
  const database = databaseOf(config, logger);
  let api: RunningApi | undefined;
  stopOnSignal(async () => {
    await api?.stop();
    await database.close();
  });
  try {
    const databaseUrl = await database.open();
    await migrateSchema(databaseUrl, logger);
    api = await startApi(config, { databaseUrl, queue: await openQueue(config, databaseUrl) });
    logger.log('the API is ready', { address: api.address, docs: `${api.address}/docs` });
  } catch (error) {
    await database.close();
    throw error;
  }
}

export async function startApi(config: AppConfig, { databaseUrl, queue }: Backends): Promise<RunningApi> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, databaseUrl, queue),
    fastifyAdapter(),
    // Fastify's own parser of JSON; Nest's come with one for URL-encoded forms.
    { abortOnError: false, bodyParser: false },
  );
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  try {
    guardFrontDoor(app, config);
    await app.register(multipart, { limits: FORM_LIMITS });
    takeLexicons(app);
    await servePage(app);
    serveOpenApi(app);
    setPageHeaders(app, QUEUE_BOARD_PATH, QUEUE_BOARD_NEEDS);
    await serveQueueBoard(app, QUEUE_BOARD_PATH, config.queue.name);
    await listen(app, config.http.port, config.http.host, 'PORT');
  } catch (error) {
    await app.close();
    throw error;
  }
  const lifecycle = app.get(LifecycleHealthIndicator, { strict: false });
  lifecycle.enter('running');
  return {
    address: addressOf(app),
    stop: async () => {
      lifecycle.enter('stopping');
      await closeInTime(app);
    },
  };
}
