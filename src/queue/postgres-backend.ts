import { EventEmitter } from 'node:events';
import { createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import { Client, type ClientConfig } from 'pg';
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
 * A connection may break between two queries, when nobody listens: BullMQ leaves that to the client, and an `error`
 * event without a listener would end the process. The next query tells of it.
 */
class SteadyClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * BullMQ 6.7 takes all listeners off its LISTEN connection before it ends it. A server that goes down just then would
 * end our process with an `error` event that nobody hears: one deaf listener stays.
 */
function keepErrorListener(): void {
  const { prototype } = Client;
  if (Object.hasOwn(prototype, 'removeAllListeners')) return;
  prototype.removeAllListeners = function removeAllButOne(this: Client, ...events) {
    EventEmitter.prototype.removeAllListeners.apply(this, events);
    return this.on('error', () => undefined);
  };
}

/**
 * Asks PostgreSQL once and brings BullMQ's schema up to date, under its advisory lock. Rejects with the driver's
 * error when it does not answer.
 */
export async function preparePostgresBackend(connectionString: string): Promise<QueueConnection> {
  keepErrorListener();
  await migrate(connectionString);
  setDefaultBackendFactory(createPostgresBackend);
  // Settings, never a pg.Pool: BullMQ can set the search_path, and end the pool, only of pools it has made.
  const pool = {
    connectionString,
    max: POOL_SIZE,
    Client: SteadyClient,
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
  const client = new SteadyClient({
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
