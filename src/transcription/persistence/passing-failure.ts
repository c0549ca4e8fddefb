import { setTimeout as delay } from 'node:timers/promises';
import { SILENCE_MAX_SECONDS } from '../domain/attempt.js';

const PAUSE_MS = 500;

/** As long as an attempt that hears nothing of the database goes on. */
const PATIENCE_MS = SILENCE_MAX_SECONDS * 1000;

/** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
const PASSING_SQL_STATE = /^(08|53|57)/;

/**
 * Does it again while the database is out of reach or going down, for up to 20 s or `patienceMs`. Only for writes that may be done
 * twice. Any other error is thrown at once.
 */
export async function whilePassing<T>(write: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isPassing(error) || performance.now() + PAUSE_MS > deadlineMs) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** What the server said has an SQLSTATE; what has none never got an answer. */
function isPassing(error: unknown): boolean {
  const { code } = ((error as { driverError?: unknown }).driverError ?? error) as { code?: unknown };
  const isSqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return !isSqlState || PASSING_SQL_STATE.test(code);
}
