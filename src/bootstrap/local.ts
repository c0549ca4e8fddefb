import { Logger } from '@nestjs/common';
import { loadConfig } from '../config/load-config.js';
import { StenoLogger } from '../logging/steno-logger.js';
import { type RunningApi, startApi } from './api.js';
import { databaseOf, openQueue } from './backends.js';
import { migrateSchema } from './schema.js';
import { stopOnSignal } from './stop-signals.js';
import { type RunningWorker, startWorker } from './worker.js';

/**
 * Ctrl-C should be quick, and costs nothing here: an interrupted job goes on from its last segment at the next
 * start.
 */
const SHUTDOWN_TIMEOUT_MS = 2000;

/** `npm start`: API and worker in one process; what the environment does not name is embedded. */
export async function runLocal(): Promise<void> {
  const config = loadConfig({ servesApi: true });
  Logger.overrideLogger(new StenoLogger(config.logLevel));
  const logger = new Logger('Steno');
  const database = databaseOf(config, logger);
  const running: { worker?: RunningWorker; api?: RunningApi } = {};
  stopOnSignal(async (hurry) => {
    await running.worker?.stop(hurry);
    await running.api?.stop();
    await database.close();
  });
  try {
    const databaseUrl = await database.open();
    await migrateSchema(databaseUrl, logger);
    const backends = { databaseUrl, queue: await openQueue(config, databaseUrl) };
    running.worker = await startWorker(config, backends, {}, SHUTDOWN_TIMEOUT_MS);
    running.api = await startApi(config, backends);
    const { address } = running.api;
    logger.log('Steno is ready', {
      page: address,
      docs: `${address}/docs`,
      queue: backends.queue.backend,
      database: config.database.url === null ? 'embedded' : 'DATABASE_URL',
    });
  } catch (error) {
    await running.worker?.stop(AbortSignal.abort());
    await database.close();
    throw error;
  }
}
