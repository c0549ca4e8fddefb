import { setTimeout as delay } from 'node:timers/promises';

/**
 * Calls `work` again and again until `signal` is aborted: each time `intervalMs` after it has ended, so rounds neither
 * overlap nor are made up for. `work` must not throw.
 */
export async function repeat(
  intervalMs: number,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await work();
  }
}
