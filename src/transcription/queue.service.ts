import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ValidationFailedError } from '../errors/validation-failed.error.js';
import { queuedEtaSeconds } from './domain/eta.js';
import { brokenRules } from './domain/job-rules.js';
import { JOB_PRIORITIES, type Job, type JobPriority, type Transcript } from './domain/job.js';
import { priorityOfQueue, queueName, queueNames } from './domain/queue-name.js';
import type { JobSubmission } from './job-submission.js';
import { AudioStore } from './ports/audio-store.js';
import { JobQueue } from './ports/job-queue.js';
import { type QueueCounts, QueueRepository } from './ports/queue-repository.js';
import { JobEndedError, JobNotFoundError, QueueNotFoundError } from './transcription.errors.js';
import { TranscriptionService } from './transcription.service.js';

/** The figures of one queue. */
export interface QueueStats extends QueueCounts {
  readonly name: string;
}

/** A job for a recording that lies under one of `AUDIO_ROOTS`. */
export interface TranscriptionJobRequest extends JobSubmission {
  readonly audioFilePath: string;
}

/** A job with its transcript; null until it is finished. */
export interface JobReport extends Job {
  readonly result: Transcript | null;
}

/** When a waiting job is served, as far as that can be known. */
export interface Forecast {
  /** 1 for the job that is next; null unless it is queued, and where more than {@link POSITION_MAX} would have to be counted. */
  readonly position: number | null;
  readonly etaSeconds: number | null;
}

/** Another module may be JavaScript, or hand on what its own clients say. */
function checked(request: TranscriptionJobRequest): TranscriptionJobRequest {
  const problems = brokenRules({ ...request, audioFilePath: request.audioFilePath ?? null });
  if (problems.length > 0) throw new ValidationFailedError(problems);
  return request;
}

const UNKNOWN: Forecast = { position: null, etaSeconds: null };

/**
 * The three queues, for other modules: what the RQ worker's queue service offered, and what can be asked and done of a
 * queue as a whole. The figures are the database's: the queue itself is only a hint.
 */
@Injectable()
export class QueueService {
  private readonly logger = new Logger('Queue');

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly queues: QueueRepository,
    private readonly queue: JobQueue,
    private readonly audio: AudioStore,
    private readonly transcriptions: TranscriptionService,
  ) {}

  /**
   * Accepts a job. The same id with the same request returns the job that is there; see `TranscriptionService.submit`.
   * Throws {@link ValidationFailedError} for what a request over HTTP would be refused for, too.
   */
  async enqueueTranscriptionJob(request: TranscriptionJobRequest): Promise<Job> {
    const { audioFilePath, ...submission } = checked(request);
    const audio = await this.audio.admit(audioFilePath);
    return (await this.transcriptions.submit(submission, audio)).job;
  }

  /** The job, with its transcript once it is finished. Null when there is no such job. */
  async getJobStatus(id: string): Promise<JobReport | null> {
    try {
      const job = await this.transcriptions.get(id);
      return { ...job, result: await this.transcriptions.result(job) };
    } catch (error) {
      if (error instanceof JobNotFoundError) return null;
      throw error;
    }
  }

  /** Whether the job is canceled, or will be within two seconds; false when it has ended otherwise, or is none. */
  async cancelJob(id: string): Promise<boolean> {
    try {
      await this.transcriptions.cancel(id);
      return true;
    } catch (error) {
      if (error instanceof JobEndedError || error instanceof JobNotFoundError) return false;
      throw error;
    }
  }

  /** Of the queue `name`. Throws {@link QueueNotFoundError}, as all that takes a name. */
  async getQueueStats(name: string): Promise<QueueStats> {
    return await this.stats(this.priorityOf(name));
  }

  /** Of every queue, from most to least urgent. */
  async list(): Promise<QueueStats[]> {
    return await Promise.all(JOB_PRIORITIES.map((priority) => this.stats(priority)));
  }

  /** Starts no further job of the queue, on any worker; what runs goes on. */
  async pause(name: string): Promise<QueueStats> {
    await this.queues.pause(this.priorityOf(name));
    this.logger.log('queue paused', { queue: name });
    return await this.afterChange(name);
  }

  async resume(name: string): Promise<QueueStats> {
    await this.queues.resume(this.priorityOf(name));
    this.logger.log('queue resumed', { queue: name });
    return await this.afterChange(name);
  }

  /** Runs the failed jobs of the queue again. Returns how many. */
  async requeueFailed(name: string): Promise<number> {
    const requeued = await this.queues.requeueFailed(this.priorityOf(name));
    this.logger.log('failed jobs requeued', { queue: name, requeued });
    return requeued;
  }

  /** Cancels what waits in the queue. Returns how many. */
  async empty(name: string): Promise<number> {
    const removed = await this.queues.empty(this.priorityOf(name));
    this.logger.log('queue emptied', { queue: name, removed });
    return removed;
  }

  async forecast(job: Job): Promise<Forecast> {
    const outlook =
      job.status === 'queued' ? await this.queues.outlook(job.id, this.nameOf(job.priority)) : null;
    if (!outlook) return UNKNOWN;
    const position = outlook.ahead === null ? null : outlook.ahead + 1;
    return { position, etaSeconds: queuedEtaSeconds(outlook) };
  }

  nameOf(priority: JobPriority): string {
    return queueName(this.config.queue.name, priority);
  }

  priorityOf(name: string): JobPriority {
    const priority = priorityOfQueue(this.config.queue.name, name);
    if (!priority) {
      throw new QueueNotFoundError(name, queueNames(this.config.queue.name));
    }
    return priority;
  }

  /** Best effort: the reconciler aligns the queue within seconds, and no claim of a paused job succeeds meanwhile. */
  private async afterChange(name: string): Promise<QueueStats> {
    await this.queue.align(await this.queues.paused()).catch(() => undefined);
    return await this.getQueueStats(name);
  }

  private async stats(priority: JobPriority): Promise<QueueStats> {
    return { name: this.nameOf(priority), ...(await this.queues.counts(priority)) };
  }
}
