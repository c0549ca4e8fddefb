import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { AudioStore } from './ports/audio-store.js';
import { HousekeepingRepository } from './ports/housekeeping-repository.js';
import type { LeftAudio } from './ports/job-repository.js';
import { StoreOwnership } from './store-ownership.js';

/** Recordings that are looked up at once. */
const BATCH = 500;

/**
 * Removes uploads that no job needs, from a store that is this database's. Recordings that lie where they are belong to
 * others and are never touched.
 */
@Injectable()
export class RecordingDisposal {
  private readonly logger = new Logger('AudioStore');
  private readonly retentionDays: number;

  constructor(
    @Inject(APP_CONFIG) { audio }: AppConfig,
    private readonly store: AudioStore,
    private readonly records: HousekeepingRepository,
    private readonly ownership: StoreOwnership,
  ) {
    this.retentionDays = audio.retentionDays;
  }

  /** Those of these that no job needs any more. Returns how many it removed; never throws, because their jobs are gone. */
  async dispose(left: readonly LeftAudio[]): Promise<number> {
    const uploads = new Set(left.filter(({ source }) => source === 'upload').map(({ location }) => location));
    try {
      return uploads.size > 0 && (await this.ownership.isOurs()) ? await this.remove(uploads) : 0;
    } catch (error) {
      this.logger.warn('recordings are left for the next sweep', { error: String(error) });
      return 0;
    }
  }

  /** Looks at every upload of the store: what a crash left without a job, and what is older than its retention. */
  async sweep(): Promise<number> {
    if (!(await this.ownership.isOurs())) return 0;
    let removed = await this.store.removeAbandoned();
    let batch: string[] = [];
    const look = async () => {
      removed += await this.remove(await this.records.unneeded(batch, this.retentionDays));
      batch = [];
    };
    for await (const location of this.store.locations()) {
      if (batch.push(location) === BATCH) await look();
    }
    await look();
    return removed;
  }

  private async remove(locations: Iterable<string>): Promise<number> {
    let removed = 0;
    for (const location of locations) {
      await this.records.dispose(location, this.retentionDays, async () => {
        if (await this.removeOne(location)) removed += 1;
      });
    }
    return removed;
  }

  /** False, and said, when it cannot be removed: the others can. */
  private async removeOne(location: string): Promise<boolean> {
    try {
      await this.store.remove(location);
      return true;
    } catch (error) {
      this.logger.warn('a recording cannot be removed', { location, error: String(error) });
      return false;
    }
  }
}
