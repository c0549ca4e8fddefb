import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { JOB_PRIORITIES, type JobPriority } from './domain/job.js';
import { priorityOfQueue, queueName } from './domain/queue-name.js';
import { JobRepository, type QueueCounts } from './ports/job-repository.js';
import { QueueNotFoundError } from './transcription.errors.js';

export interface QueueStats extends QueueCounts {
  readonly name: string;
}

/** What can be asked of the three queues. The figures are the database's: the queue itself is only a hint. */
@Injectable()
export class QueueService {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly jobs: JobRepository,
  ) {}

  nameOf(priority: JobPriority): string {
    return queueName(this.config.queue.name, priority);
  }

  /** Throws {@link QueueNotFoundError}. */
  priorityOf(name: string): JobPriority {
    const priority = priorityOfQueue(this.config.queue.name, name);
    if (!priority) {
      const known = JOB_PRIORITIES.map((candidate) => this.nameOf(candidate));
      throw new QueueNotFoundError(name, known);
    }
    return priority;
  }

  async list(): Promise<QueueStats[]> {
    return await Promise.all(JOB_PRIORITIES.map((priority) => this.stats(priority)));
  }

  async get(name: string): Promise<QueueStats> {
    return await this.stats(this.priorityOf(name));
  }

  private async stats(priority: JobPriority): Promise<QueueStats> {
    return { name: this.nameOf(priority), ...(await this.jobs.counts(priority)) };
  }
}
