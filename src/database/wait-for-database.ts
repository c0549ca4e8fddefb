import type { LoggerService } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from './database-error.js';
import { probeDatabase } from './database-probe.js';

const RETRY_INTERVAL_MS = 250;
const LOG_INTERVAL_MS = 5_000;

/**
 * Resolves when the database lets us in. Rejects with `database_unavailable` when it has not within `timeoutMs`, or
 * at once when it refuses our name or password, which waiting does not cure.
 *
 * Nothing that talks to the database may be built before: BullMQ's PostgreSQL backend remembers a failed first
 * connection for ever.
 */
export async function waitForDatabase(
  url: string,
  timeoutMs: number,
  logger?: Pick<LoggerService, 'warn'>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let nextLogAt = Date.now();
  for (;;) {
    const probe = await probeDatabase(url, Math.max(1, deadline - Date.now()));
    if (probe.ok) return;
    if (probe.final || Date.now() + RETRY_INTERVAL_MS > deadline) {
      throw new DatabaseError(
        'database_unavailable',
        `The database at ${addressOf(url)} cannot be used: ${probe.reason}. Check DATABASE_URL.`,
      );
    }
    if (Date.now() >= nextLogAt) {
      logger?.warn(`Waiting for the database at ${addressOf(url)}: ${probe.reason}`);
      nextLogAt = Date.now() + LOG_INTERVAL_MS;
    }
    await delay(RETRY_INTERVAL_MS);
  }
}

/** Host, port and database: the URL without its secrets. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that is no URL';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
