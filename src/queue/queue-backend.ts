import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { preparePostgresBackend } from './postgres-backend.js';
import type { QueueConnection } from './queue-connection.js';
import { QueueUnavailableError } from './queue.errors.js';
import { prepareRedisBackend } from './redis-backend.js';
import { describeStoreError } from './store-error-log.js';

/** Where the queue lives. */
export type QueueStore = { readonly redisUrl: string } | { readonly databaseUrl: string };

export interface PrepareOptions {
  /** How long the store may take to answer. Default 30 s: longer than a database of a compose file takes to start. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Between two looks at a store that does not answer yet. */
const POLL_MS = 250;

const LOG_INTERVAL_MS = 5_000;

/** Refusals that asking again does not change. Redis: credentials, rights, a database that does not exist. */
const FINAL_REPLIES = /^(NOAUTH|WRONGPASS|NOPERM)\b|invalid password|DB index is out of range/i;
/** PostgreSQL, as SQLSTATE: invalid authorisation, unknown database, insufficient privilege. */
const FINAL_SQL_STATES = /^(28...|3D000|42501)$/;

/**
 * Waits until the store of the queue answers and is fit for use, and makes it BullMQ's backend for the whole
 * process. Call it before Nest builds the queue modules: @nestjs/bullmq 12 cannot be given a backend, and BullMQ's
 * PostgreSQL backend stays dead for ever when its first connection fails. Idempotent; safe in many processes at
 * once. Throws {@link QueueUnavailableError}, at once when waiting cannot help.
 */
export async function prepareQueueBackend(
  store: QueueStore,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: PrepareOptions = {},
): Promise<QueueConnection> {
  const logger = new Logger('Queue');
  const name = 'redisUrl' in store ? 'Redis (REDIS_URL)' : 'PostgreSQL';
  const deadlineMs = performance.now() + timeoutMs;
  for (let nextLogMs = 0; ;) {
    try {
      return 'redisUrl' in store
        ? await prepareRedisBackend(store.redisUrl)
        : await preparePostgresBackend(store.databaseUrl);
    } catch (error) {
      if (isFinal(error) || performance.now() + POLL_MS > deadlineMs) {
        throw new QueueUnavailableError(`${name} says "${describeStoreError(error)}"`, error);
      }
      if (performance.now() > nextLogMs) {
        logger.warn('waiting for the store of the queue', { store: name, error: describeStoreError(error) });
        nextLogMs = performance.now() + LOG_INTERVAL_MS;
      }
      await pause(POLL_MS);
    }
  }
}

function isFinal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    (typeof code === 'string' && FINAL_SQL_STATES.test(code)) || FINAL_REPLIES.test(describeStoreError(error))
  );
}
