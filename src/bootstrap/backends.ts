import type { Logger } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { EmbeddedPostgres, readEmbeddedConnection } from '../database/embedded-postgres.js';
import { waitForDatabase } from '../database/wait-for-database.js';
import { prepareQueueBackend } from '../queue/queue-backend.js';
import type { QueueConnection } from '../queue/queue-connection.js';

/** What has to stand before the first module is built. */
export interface Backends {
  readonly databaseUrl: string;
  readonly queue: QueueConnection;
}

/** The database of a process that may own one. */
export interface Database {
  /** Resolves with its URL when it answers. */
  open(): Promise<string>;
  /** Stops it if it is ours; at any time, also while it opens. */
  close(): Promise<void>;
}

/** Longer than a database container takes to start beside us. */
const DATABASE_TIMEOUT_MS = 60_000;

/** The database of `DATABASE_URL`; without it an embedded one, which this process then owns. */
export function databaseOf(config: AppConfig, logger: Logger): Database {
  const { url } = config.database;
  if (url !== null) {
    const open = async () => {
      await waitForDatabase(url, DATABASE_TIMEOUT_MS, logger);
      return url;
    };
    return { open, close: () => Promise.resolve() };
  }
  const embedded = new EmbeddedPostgres({ dataDir: config.dataDir, logger });
  return { open: async () => (await embedded.start()).url, close: () => embedded.stop() };
}

/** The same database for a process beside its owner: a worker. */
export async function joinDatabase(config: AppConfig, logger: Logger): Promise<string> {
  const url = config.database.url ?? (await readEmbeddedConnection(config.dataDir)).url;
  await waitForDatabase(url, DATABASE_TIMEOUT_MS, logger);
  return url;
}

/** The queue of `REDIS_URL`; without it, one in the database. */
export async function openQueue(config: AppConfig, databaseUrl: string): Promise<QueueConnection> {
  const { redisUrl } = config.queue;
  return await prepareQueueBackend(redisUrl === null ? { databaseUrl } : { redisUrl });
}
