import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createDataSourceOptions } from '../database/data-source.js';
import { DatabaseError } from '../database/database-error.js';
import { pendingMigrations, runMigrations } from '../database/schema-migration.js';

const POLL_MS = 500;
const TIMEOUT_MS = 120_000;

/** Brings the schema up to date. Processes that do this at once take turns. */
export async function migrateSchema(url: string, logger: Logger): Promise<void> {
  await withDataSource(url, async (dataSource) => {
    for (const migration of await runMigrations(dataSource)) logger.log('migration applied', { migration });
  });
}

/** Waits until somebody else has brought the schema up to date. Throws `database_unavailable` at the end. */
export async function waitForSchema(url: string, logger: Logger): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  await withDataSource(url, async (dataSource) => {
    for (let announced = false; (await pendingMigrations(dataSource)).length > 0; announced = true) {
      if (performance.now() > deadline) {
        throw new DatabaseError(
          'database_unavailable',
          'The schema of the database is out of date. Start the API, or run `node dist/main.js --migrate`.',
        );
      }
      if (!announced) logger.log('waiting for the API to bring the schema of the database up to date');
      await delay(POLL_MS);
    }
  });
}

async function withDataSource(url: string, work: (dataSource: DataSource) => Promise<void>): Promise<void> {
  const options = createDataSourceOptions({
    url,
    poolSize: 1,
    applicationName: 'steno-schema',
    queryTimeoutMs: 0,
  });
  const dataSource = await new DataSource(options).initialize();
  try {
    await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
