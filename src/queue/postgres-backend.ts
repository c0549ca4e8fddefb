import { EventEmitter } from 'node:events';
import { createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import { Client } from 'pg';
import { KEEP_ALIVE_MS, QUEUE_PREFIX, STORE_TIMEOUT_MS, type QueueConnection } from './queue-connection.js';

/** Shown in `pg_stat_activity`. */
const APPLICATION_NAME = 'steno-queue';

/**
 * Connections per queue and per worker; a worker has one more for LISTEN. With pg's default of 10, four queues and
 * four workers could take 84 of the server's 100. Measured with 2: 923 entries a second, far above need.
 */
const POOL_SIZE = 2;

/** A worker's own patience for a connection: then BullMQ tries again. */
const CONSUMER_CONNECT_TIMEOUT_MS = 5_000;

/**
 * A connection may break when nobody listens: between two queries, before BullMQ 6.7 hears of its LISTEN connection, or when it
 * has taken all listeners off that to end it. An `error` event without a listener would end our process; the next query tells
 * of it as well.
 */
function bearUnheardErrors(): void {
  const { prototype } = Client;
  if (Object.hasOwn(prototype, 'emit')) return;
  prototype.emit = function emitUnlessUnheard(this: Client, event: string | symbol, ...args: unknown[]) {
    if (event === 'error' && this.listenerCount('error') === 0) return false;
    return EventEmitter.prototype.emit.call(this, event, ...args);
  };
}

/**
 * Asks PostgreSQL once and brings BullMQ's schema up to date, under its advisory lock. Rejects with the driver's
 * error when it does not answer.
 */
export async function preparePostgresBackend(connectionString: string): Promise<QueueConnection> {
  bearUnheardErrors();
  await migrate(connectionString);
  setDefaultBackendFactory(createPostgresBackend);
  // Settings, never a pg.Pool: BullMQ can set the search_path, and end the pool, only of pools it has made.
  const pool = {
    connectionString,
    max: POOL_SIZE,
    application_name: APPLICATION_NAME,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
  return {
    backend: 'postgres',
    prefix: QUEUE_PREFIX,
    producer: { ...pool, connectionTimeoutMillis: STORE_TIMEOUT_MS, query_timeout: STORE_TIMEOUT_MS },
    consumer: { ...pool, connectionTimeoutMillis: CONSUMER_CONNECT_TIMEOUT_MS },
    hazards: [],
  };
}

async function migrate(connectionString: string): Promise<void> {
  const client = new Client({
    connectionString,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: CONSUMER_CONNECT_TIMEOUT_MS,
  });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
