/** Asks once, also when it fails, and gives the same answer to all who ask within `maxAgeMs` of the question. */
export function rememberFor<T>(maxAgeMs: number, ask: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let askedAtMs = 0;
  return async () => {
    const nowMs = performance.now();
    if (latest === undefined || nowMs - askedAtMs > maxAgeMs) {
      askedAtMs = nowMs;
      latest = ask();
    }
    return await latest;
  };
}
