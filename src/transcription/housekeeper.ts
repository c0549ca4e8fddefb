import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { LexiconService } from '../lexicon/lexicon.service.js';
import { Housekeeping, type HousekeepingTask } from './ports/housekeeping.js';
import { HousekeepingRepository } from './ports/housekeeping-repository.js';
import { JobQueue } from './ports/job-queue.js';
import { WorkerRegistry } from './ports/worker-registry.js';
import { RecordingDisposal } from './recording-disposal.js';

/** Jobs that one statement deletes. */
const BATCH = 500;

/** A worker that ended without a word stays on the list for a day, for whoever asks what became of it. */
const LOST_WORKER_KEPT_SECONDS = 86_400;

/** Takes away what nobody needs any more: by time to live, by retention, and what crashes left. */
@Injectable()
export class Housekeeper extends Housekeeping {
  private readonly logger = new Logger('Housekeeping');

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly records: HousekeepingRepository,
    private readonly recordings: RecordingDisposal,
    private readonly workers: WorkerRegistry,
    private readonly queue: JobQueue,
    private readonly lexicons: LexiconService,
  ) {
    super();
  }

  async run(task: HousekeepingTask): Promise<void> {
    switch (task) {
      case 'expire':
        await this.attempt('jobs', () => this.deleteExpired());
        await this.attempt('lexicons', () => this.lexicons.purge());
        await this.attempt('workers', () => this.workers.forget(LOST_WORKER_KEPT_SECONDS));
        await this.attempt('queue entries', () => this.queue.sweep((entries) => this.records.stale(entries)));
        return;
      case 'sweep_recordings':
        await this.attempt('recordings', () => this.recordings.sweep());
    }
  }

  private async deleteExpired(): Promise<number> {
    const { retentionDays } = this.config.jobs;
    for (let deleted = 0; ;) {
      const left = await this.records.deleteExpired(retentionDays, BATCH);
      if (left.length === 0) return deleted;
      deleted += left.length;
      await this.recordings.dispose(left);
    }
  }

  private async attempt(what: string, work: () => Promise<number>): Promise<void> {
    try {
      const removed = await work();
      if (removed > 0) this.logger.log('removed what nobody needs', { what, removed });
    } catch (error) {
      this.logger.error('housekeeping failed', { what, error: String(error) });
    }
  }
}
