/** How often it is looked whether the clock runs. */
const TICK_MS = 100;

/**
 * Calls `onTimeout` once the clock of an attempt has run for `timeoutSeconds`. It runs at `pace`: 1, or less while others
 * have what the attempt could use, down to 0. A busy worker must not cost its jobs their attempts. Returns how to stop it.
 */
export function startAttemptClock(
  timeoutSeconds: number,
  pace: () => number,
  onTimeout: () => void,
): () => void {
  let leftMs = timeoutSeconds * 1000;
  let lookedAtMs = performance.now();
  const ticks = setInterval(() => {
    const nowMs = performance.now();
    leftMs -= (nowMs - lookedAtMs) * pace();
    lookedAtMs = nowMs;
    if (leftMs > 0) return;
    clearInterval(ticks);
    onTimeout();
  }, TICK_MS);
  return () => clearInterval(ticks);
}
