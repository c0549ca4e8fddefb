import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'bullmq';

const REST_MS = 1_000;

/**
 * Makes a fetch that fails take a second. A store that answers, but refuses every write (a Redis that is full, or cannot
 * save, or is a replica), would have BullMQ 6.7 fetch again at once: `runRetryDelay` is for lost connections alone. Some
 * 3,000 fetches a second were measured, for each queue.
 */
export function restAfterFailedFetch(worker: Worker): void {
  const backend = worker.getBackend();
  const fetch = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args) => {
    try {
      return await fetch(...args);
    } catch (error) {
      await pause(REST_MS, undefined, { ref: false });
      throw error;
    }
  };
}
