import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { AudioStore } from './ports/audio-store.js';
import { HousekeepingRepository } from './ports/housekeeping-repository.js';
import type { LeftAudio } from './ports/job-repository.js';

/** Recordings that are looked up at once. */
const BATCH = 500;

/** Removes uploads that no job needs. Recordings that lie where they are belong to others and are never touched. */
@Injectable()
export class RecordingDisposal {
  private readonly retentionDays: number;

  constructor(
    @Inject(APP_CONFIG) { audio }: AppConfig,
    private readonly store: AudioStore,
    private readonly records: HousekeepingRepository,
  ) {
    this.retentionDays = audio.retentionDays;
  }

  /** Those of these that no job needs any more. Returns how many it removed. */
  async dispose(left: readonly LeftAudio[]): Promise<number> {
    const uploads = new Set(left.filter(({ source }) => source === 'upload').map(({ location }) => location));
    let removed = 0;
    for (const location of uploads) {
      const remove = () => this.store.remove(location);
      if (await this.records.dispose(location, this.retentionDays, remove)) removed += 1;
    }
    return removed;
  }

  /** Looks at every upload of the store: what a crash left without a job, and what is older than its retention. */
  async sweep(): Promise<number> {
    let removed = 0;
    let batch: string[] = [];
    const look = async () => {
      const unneeded = await this.records.unneeded(batch, this.retentionDays);
      removed += await this.dispose(unneeded.map((location) => ({ source: 'upload', location })));
      batch = [];
    };
    for await (const location of this.store.locations()) {
      if (batch.push(location) === BATCH) await look();
    }
    await look();
    return removed;
  }
}
