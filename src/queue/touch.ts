import type { IQueueBackend } from 'bullmq';

/** Writes a little to the store, always at the same place. Rejects when it is away, full, read-only or cannot save. */
export async function touch(backend: Pick<IQueueBackend, 'setQueueMeta'>): Promise<void> {
  await backend.setQueueMeta({ touched: Date.now() });
}
