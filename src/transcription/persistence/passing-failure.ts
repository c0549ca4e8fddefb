import { setTimeout as delay } from 'node:timers/promises';
import { mayPass } from '../../errors/database-away.js';
import { SILENCE_MAX_SECONDS } from '../domain/attempt.js';

const PAUSE_MS = 500;

/** As long as an attempt that hears nothing of the database goes on. */
const PATIENCE_MS = SILENCE_MAX_SECONDS * 1000;

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
      if (
        !mayPass((error as { driverError?: unknown }).driverError ?? error) ||
        performance.now() + PAUSE_MS > deadlineMs
      )
        throw error;
      await delay(PAUSE_MS);
    }
  }
}
