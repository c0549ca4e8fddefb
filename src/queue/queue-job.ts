import type { JobsOptions } from 'bullmq';
import type { Delivery } from '../transcription/ports/job-queue.js';
import { MalformedQueueEntryError } from './queue.errors.js';

/** All that a BullMQ job of ours carries. No payload, no result, no status: the database has those. */
export interface QueueJobData {
  readonly id: string;
  readonly generation: number;
}

/** The name of every BullMQ job of ours. */
export const QUEUE_JOB_NAME = 'transcribe';

/**
 * The BullMQ id of an entry: the same for the same id and generation, which makes `add` idempotent, and different
 * otherwise. BullMQ refuses `:` and all-digit ids, and in Redis an id such as `wait` would be the name of one of
 * its own keys: `~` cannot occur in an id of ours, and the generation ends every one.
 */
export function queueJobId({ jobId, generation }: Delivery): string {
  return `${jobId.replaceAll(':', '~')}-${generation}`;
}

export function queueJobData({ jobId, generation }: Delivery): QueueJobData {
  return { id: jobId, generation };
}

/** No entry is kept, whatever became of it. */
export const NOTHING_KEPT = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/**
 * One attempt, and nothing is kept. Retries are the database's. A kept entry would make `add` of the same id a
 * silent no-op, and keeping only the last ones by count or age deadlocks on PostgreSQL (BullMQ 6.7.0, 21 of 2000).
 */
export function queueJobOptions(entry: Delivery): JobsOptions {
  return { jobId: queueJobId(entry), ...NOTHING_KEPT };
}

/** Throws {@link MalformedQueueEntryError}. */
export function parseQueueJob(job: { readonly id?: string | undefined; readonly data: unknown }): Delivery {
  const { id: jobId, generation } = (job.data ?? {}) as Partial<Record<keyof QueueJobData, unknown>>;
  if (typeof jobId !== 'string' || !Number.isSafeInteger(generation))
    throw new MalformedQueueEntryError(job.id);
  return { jobId, generation: generation as number };
}
