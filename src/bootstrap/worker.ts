import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig } from '../config/app-config.js';
import { loadConfig } from '../config/load-config.js';
import { LifecycleHealthIndicator } from '../health/lifecycle-health.indicator.js';
import { StenoLogger } from '../logging/steno-logger.js';
import { QueueConsumers } from '../queue/queue-consumers.js';
import { consumedPriorities } from '../queue/queues.js';
import { queueName } from '../transcription/domain/queue-name.js';
import { WorkerHeartbeat } from '../transcription/worker-heartbeat.js';
import { type OwnRecognition, WorkerModule } from '../worker.module.js';
import { type Backends, joinDatabase, openQueue } from './backends.js';
import { addressOf, fastifyAdapter, listen } from './fastify.js';
import { letHeapDouble } from './heap-growth.js';
import { provideModels } from './provide-models.js';
import { waitForSchema } from './schema.js';
import { stopOnSignal } from './stop-signals.js';
import { DEFAULT_SHUTDOWN_TIMEOUT_MS, WorkerShutdown } from './worker-shutdown.js';

export interface RunningWorker {
  readonly address: string;
  stop(hurry: AbortSignal): Promise<void>;
}

export type { OwnRecognition };

export interface WorkerOptions {
  /** Names of queues; all of them when empty. */
  readonly queues?: readonly string[] | undefined;
  /** Default: the models of the configuration, fetched on the first start. */
  readonly recognition?: OwnRecognition | undefined;
}

/**
 * `node dist/main.js --worker [--queue NAME]…`. Resolves when the worker takes jobs; the process then lives until a signal
 * ends it.
 */
export async function runWorker({ queues = [], recognition }: WorkerOptions = {}): Promise<void> {
  const config = loadConfig({ servesApi: false });
  Logger.overrideLogger(new StenoLogger(config.logLevel));
  const logger = new Logger('Worker');
  // Before anything is waited for: a wrong name is known at once.
  consumedPriorities(config.queue.name, queues);
  const databaseUrl = await joinDatabase(config, logger);
  await waitForSchema(databaseUrl, logger);
  const queue = await openQueue(config, databaseUrl);
  const worker = await startWorker(config, { databaseUrl, queue }, { queues, recognition });
  stopOnSignal((hurry) => worker.stop(hurry));
}

/** Resolves when the worker takes jobs. */
export async function startWorker(
  config: AppConfig,
  { databaseUrl, queue: connection }: Backends,
  { queues = [], recognition }: WorkerOptions = {},
  defaultShutdownTimeoutMs = DEFAULT_SHUTDOWN_TIMEOUT_MS,
): Promise<RunningWorker> {
  letHeapDouble();
  const logger = new Logger('Worker');
  const priorities = consumedPriorities(config.queue.name, queues);
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerModule.forRoot({
      config,
      databaseUrl,
      connection,
      priorities,
      recognition: recognition ?? (await provideModels(config, logger)),
    }),
    fastifyAdapter(),
    { abortOnError: false },
  );
  const lifecycle = app.get(LifecycleHealthIndicator, { strict: false });
  const consumers = app.get(QueueConsumers, { strict: false });
  const heartbeat = app.get(WorkerHeartbeat, { strict: false });
  const timeoutMs = config.worker.shutdownTimeoutMs ?? defaultShutdownTimeoutMs;
  const shutdown = new WorkerShutdown({ app, lifecycle, consumers, heartbeat }, timeoutMs);
  try {
    await listen(app, config.worker.healthPort, config.http.host, 'WORKER_HEALTH_PORT');
    await heartbeat.start(priorities.map((priority) => queueName(config.queue.name, priority)));
    await consumers.start();
  } catch (error) {
    await shutdown.run(AbortSignal.abort());
    throw error;
  }
  lifecycle.enter('running');
  const address = addressOf(app);
  logger.log('the worker is ready', {
    priorities,
    recognisers: config.worker.recognisers,
    queue: connection.backend,
    health: address,
  });
  return { address, stop: (hurry) => shutdown.run(hurry) };
}
