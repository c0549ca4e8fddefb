/** How often it is looked whether the clock runs. */
const TICK_MS = 100;

/**
 * Calls `onTimeout` once the clock of an attempt has run for `timeoutSeconds`. It stands while `waits` says that the attempt
 * can do nothing but wait for others: a busy worker must not cost its jobs their attempts. Returns how to stop it.
 */
export function startAttemptClock(
  timeoutSeconds: number,
  waits: () => boolean,
  onTimeout: () => void,
): () => void {
  let leftMs = timeoutSeconds * 1000;
  let lookedAtMs = performance.now();
  const ticks = setInterval(() => {
    const nowMs = performance.now();
    if (!waits()) leftMs -= nowMs - lookedAtMs;
    lookedAtMs = nowMs;
    if (leftMs > 0) return;
    clearInterval(ticks);
    onTimeout();
  }, TICK_MS);
  return () => clearInterval(ticks);
}
