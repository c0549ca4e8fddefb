import type { QueueEntry } from './job-queue.js';
import type { LeftAudio } from './job-repository.js';

/** What nobody needs any more, as the system of record knows it. Safe to call from many processes at once. */
export abstract class HousekeepingRepository {
  /**
   * Deletes up to `limit` ended jobs whose time to live is over; where a job has none, after `retentionDays`. A job that
   * another one waits for stays. Returns the recordings that they leave.
   */
  abstract deleteExpired(retentionDays: number, limit: number): Promise<LeftAudio[]>;

  /** The id of the store whose recordings this system of record has. */
  abstract storeId(): Promise<string>;

  /** Those of these recordings in the store that no job needs: none has it, or all ended `retentionDays` ago. */
  abstract unneeded(locations: readonly string[], retentionDays: number): Promise<string[]>;

  /** Calls `remove` if no job needs the recording, and lets no new job have it meanwhile. Returns whether it did. */
  abstract dispose(location: string, retentionDays: number, remove: () => Promise<void>): Promise<boolean>;

  /** Those of these queue entries that no worker would take: the job is gone, or has another generation, or has ended. */
  abstract stale(entries: readonly QueueEntry[]): Promise<QueueEntry[]>;
}
