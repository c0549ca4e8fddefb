import { Logger } from '@nestjs/common';
import type { MigrationInterface, MixedList } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { ENTITIES } from './entities.js';
import { MIGRATIONS } from './migrations/index.js';

export interface DatabaseOptions {
  /** A PostgreSQL URL. TLS by its parameters, as in libpq: `?sslmode=verify-full&sslrootcert=/path/ca.pem`. */
  readonly url: string;
  /** Connections that this process holds at most. */
  readonly poolSize: number;
  /** What an operator sees in `pg_stat_activity`, e.g. `steno-worker`. */
  readonly applicationName: string;
  /** How long a query may go without an answer. Default 35 s; 0: for ever, which migrations need. */
  readonly queryTimeoutMs?: number;
}

/** Lists that replace Steno's own; for tests of the migration machinery. */
export interface SchemaLists {
  readonly entities?: MixedList<new () => object>;
  readonly migrations?: MixedList<new () => MigrationInterface>;
}

/** Long enough for a cold connection over TLS, short enough for a readiness probe to say so. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Ours are index look-ups: one that takes longer is a bug or a database in trouble, and must let its connection go. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** For a server that answers nothing at all: a little longer than it may take by itself. */
const QUERY_TIMEOUT_MS = 35_000;
/** A transaction that its process forgot would hold locks, and keep vacuum from its work, for ever. */
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;
/** Firewalls forget silent connections, commonly after five minutes and more. */
const KEEP_ALIVE_DELAY_MS = 60_000;

/**
 * The one description of our database, for Nest and for migrations.
 *
 * TypeORM's own log stays off: it prints the parameters of a failed query, and these may be transcripts or secrets.
 * Extensions are not installed (that takes a superuser); `gen_random_uuid()` is built in.
 */
export function createDataSourceOptions(
  { url, poolSize, applicationName, queryTimeoutMs = QUERY_TIMEOUT_MS }: DatabaseOptions,
  { entities = ENTITIES, migrations = MIGRATIONS }: SchemaLists = {},
): PostgresDataSourceOptions {
  const logger = new Logger('Database');
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName,
    entities,
    migrations,
    synchronize: false,
    migrationsRun: false,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logging: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: (error: Error) => logger.warn(`A database connection was lost: ${error.message}`),
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: queryTimeoutMs,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
      options: '-c timezone=UTC',
    },
  };
}
