import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AudioStore } from './ports/audio-store.js';
import { HousekeepingRepository } from './ports/housekeeping-repository.js';

const ADVICE =
  'Check DATABASE_URL and DATA_DIR. If this database is to have these recordings, delete DATA_DIR/audio/.store and start the API again.';

/**
 * Whether the recordings in the store are this database's: both have the same id. A database that is new, or another
 * installation's, knows no job of any of them, and would take all for needless.
 */
@Injectable()
export class StoreOwnership {
  private readonly logger = new Logger('AudioStore');

  constructor(
    private readonly store: AudioStore,
    private readonly records: HousekeepingRepository,
  ) {}

  /** Says what to do when they are not. */
  async isOurs(): Promise<boolean> {
    const [store, database] = await Promise.all([this.store.id(), this.records.storeId()]);
    if (store === database) return true;
    this.logger.warn('recordings that are not of this database are left alone', {
      store,
      database,
      advice: ADVICE,
    });
    return false;
  }

  /** A store without an id gets ours. */
  async claim(): Promise<void> {
    if ((await this.store.id()) === null) await this.store.setId(await this.records.storeId());
    await this.isOurs();
  }
}

/** The API claims the store when it starts: a worker may be on a machine where the store is not mounted yet. */
@Injectable()
export class StoreClaim implements OnApplicationBootstrap {
  private readonly logger = new Logger('AudioStore');

  constructor(private readonly ownership: StoreOwnership) {}

  /** A disk that cannot be written to now keeps nobody from the jobs. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.ownership.claim();
    } catch (error) {
      this.logger.error('the store of recordings cannot be marked', { error: String(error) });
    }
  }
}
