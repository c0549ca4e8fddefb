import { Logger } from '@nestjs/common';
import { loadConfig } from '../config/load-config.js';
import { StenoLogger } from '../logging/steno-logger.js';
import { databaseOf, openQueue } from './backends.js';
import { migrateSchema } from './schema.js';

/** Brings the schemas of the database, and of a queue that lives in it, up to date. */
export async function runMigrate(): Promise<void> {
  const config = loadConfig({ servesApi: false });
  Logger.overrideLogger(new StenoLogger(config.logLevel));
  const logger = new Logger('Migrate');
  const database = databaseOf(config, logger);
  try {
    const url = await database.open();
    await migrateSchema(url, logger);
    if (config.queue.redisUrl === null) await openQueue(config, url);
    logger.log('the schema is up to date');
  } finally {
    await database.close();
  }
}
