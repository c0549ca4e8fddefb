import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ApiKeyService } from '../api-key/api-key.service.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { LexiconService } from '../lexicon/lexicon.service.js';
import { isJobId } from './domain/job-id.js';
import { laneOf } from './domain/job-lane.js';
import { hasEnded } from './domain/job-state.js';
import type { Job, JobAudio, JobRequest, NewJob, Start, Transcript } from './domain/job.js';
import { AUTO_LANGUAGE, chooseLanguage } from './domain/spoken-language.js';
import { fingerprintOf, type JobSubmission, SUBMISSION_DEFAULTS } from './job-submission.js';
import { DispatchRepository } from './ports/dispatch-repository.js';
import { JobQueue, type QueueEntry } from './ports/job-queue.js';
import {
  type AcceptedJob,
  JobRepository,
  type JobPage,
  type JobPageRequest,
} from './ports/job-repository.js';
import { ModelLanguages } from './ports/model-languages.js';
import { QueueRepository } from './ports/queue-repository.js';
import { RecordingDisposal } from './recording-disposal.js';
import {
  DependencyNotFoundError,
  JobCanceledError,
  JobEndedError,
  JobFailedError,
  JobIdTakenError,
  JobNeededError,
  JobNotEndedError,
  JobNotFoundError,
  JobNotRequeueableError,
  LanguageCodeError,
  LanguageNotSupportedError,
  ModelNotServedError,
  TooManyJobsError,
  TranscriptNotReadyError,
} from './transcription.errors.js';

const AT_ONCE: Start = { delaySeconds: 0 };

/** ISO 639-1, or 639-3 for what has none there. */
const LANGUAGE_CODE = /^[a-z]{2,3}$/;

type Recogniser = Pick<JobRequest, 'model' | 'language' | 'apiKeyId'>;

/** The use cases of the API. */
@Injectable()
export class TranscriptionService {
  private readonly logger = new Logger('Transcription');

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly jobs: JobRepository,
    private readonly queues: QueueRepository,
    private readonly recordings: RecordingDisposal,
    private readonly dispatch: DispatchRepository,
    private readonly queue: JobQueue,
    private readonly models: ModelLanguages,
    private readonly lexicons: LexiconService,
    private readonly apiKeys: ApiKeyService,
  ) {}

  /**
   * Throws {@link TooManyJobsError} when there is no room for another job, which `submit` does too: worth asking before an
   * upload is taken. A job that is there needs none.
   */
  async admit(jobId?: string): Promise<void> {
    const { maxUnended } = this.config.jobs;
    if ((await this.queues.countUnended()) < maxUnended) return;
    if (jobId !== undefined && (await this.find(jobId))) return;
    throw new TooManyJobsError(maxUnended);
  }

  /**
   * Accepts a job: it is in the database when this returns, and no crash loses it any more. The same id with the
   * same request returns the job that is there (`created: false`); with another one {@link JobIdTakenError}.
   * `keep` makes an upload part of the store: called only when nothing that can be known before speaks against the
   * job. Throws {@link TooManyJobsError} when there is no room.
   */
  async submit(submission: JobSubmission, audio: JobAudio, keep?: () => Promise<void>): Promise<AcceptedJob> {
    const fingerprint = fingerprintOf(submission, audio);
    const id = submission.jobId ?? uuidv7();
    const earlier = submission.jobId === undefined ? null : await this.find(id);
    const { job, created } = earlier
      ? { job: earlier, created: false }
      : await this.create(
          {
            ...(await this.complete(submission, audio)),
            id,
            fingerprint,
            start: submission.start ?? AT_ONCE,
          },
          keep,
        );
    if (job.fingerprint !== fingerprint) throw new JobIdTakenError(id);
    if (created) {
      this.logger.log('job accepted', { jobId: id, priority: job.priority, audioBytes: audio.bytes });
      if (job.status === 'queued') await this.enqueue(job);
    }
    return { job, created };
  }

  async get(id: string): Promise<Job> {
    const job = await this.find(id);
    if (!job) throw new JobNotFoundError(id);
    return job;
  }

  async list(page: JobPageRequest): Promise<JobPage> {
    return await this.jobs.list(page);
  }

  async result(job: Job): Promise<Transcript | null> {
    return job.status === 'finished' ? await this.jobs.findTranscript(job.id) : null;
  }

  async transcript(id: string): Promise<Transcript> {
    const job = await this.get(id);
    const transcript = await this.result(job);
    if (transcript) return transcript;
    if (job.status === 'failed') throw new JobFailedError(id, job.failure);
    if (job.status === 'canceled') throw new JobCanceledError(id);
    throw new TranscriptNotReadyError(id, job.status);
  }

  /** What waits is canceled when this returns; what runs, within two seconds. Again for the same job: no change. */
  async cancel(id: string): Promise<void> {
    const job = isJobId(id) ? await this.jobs.cancel(id) : null;
    if (!job) throw new JobNotFoundError(id);
    if (hasEnded(job.status) && job.status !== 'canceled') throw new JobEndedError(id, job.status);
    this.logger.log('cancel requested', { jobId: id, status: job.status });
    if (job.status === 'canceled') await this.forget(job);
  }

  /** Runs a failed or canceled job again; what it has recognised so far is kept. */
  async requeue(id: string): Promise<Job> {
    const job = isJobId(id) ? await this.jobs.requeue(id) : null;
    if (!job) throw new JobNotRequeueableError(id, (await this.get(id)).status);
    this.logger.log('job requeued', { jobId: id });
    if (job.status === 'queued') await this.enqueue(job);
    return job;
  }

  /** Deletes an ended job, its transcript, and its recording if no other job has the same one. */
  async delete(id: string): Promise<void> {
    const left = isJobId(id) ? await this.jobs.delete(id) : null;
    if (!left) {
      const { status } = await this.get(id);
      throw hasEnded(status) ? new JobNeededError(id) : new JobNotEndedError(id, status);
    }
    this.logger.log('job deleted', { jobId: id });
    await this.recordings.dispose([left]);
  }

  private async create(request: NewJob, keep?: () => Promise<void>): Promise<AcceptedJob> {
    await this.requireAll(request.dependsOn);
    const { maxUnended } = this.config.jobs;
    const accepted = await this.jobs.create(request, { maxUnended, keep });
    if (!accepted) throw new TooManyJobsError(maxUnended);
    return accepted;
  }

  private async requireAll(dependencies: readonly string[]): Promise<void> {
    if (dependencies.length === 0) return;
    const unknown = await this.jobs.unknown(dependencies);
    if (unknown.length > 0) throw new DependencyNotFoundError(unknown);
  }

  /** What can be no id is not looked for: PostgreSQL takes no NUL. */
  private async find(id: string): Promise<Job | null> {
    return isJobId(id) ? await this.jobs.find(id) : null;
  }

  /** The lexicon is pinned as it is now. */
  private async complete(submission: JobSubmission, audio: JobAudio): Promise<JobRequest> {
    const priority = submission.priority ?? SUBMISSION_DEFAULTS.priority;
    return {
      priority,
      timeoutSeconds: submission.timeoutSeconds ?? this.config.jobs.timeoutSeconds,
      retryCount: submission.retryCount ?? SUBMISSION_DEFAULTS.retryCount,
      retryDelaysSeconds: submission.retryDelaysSeconds ?? SUBMISSION_DEFAULTS.retryDelaysSeconds,
      retryBackoff: submission.retryBackoff ?? SUBMISSION_DEFAULTS.retryBackoff,
      ...(submission.apiKeyId === undefined
        ? this.localRecogniser(submission)
        : await this.providerRecogniser(submission.apiKeyId, submission)),
      channels: submission.channels ?? SUBMISSION_DEFAULTS.channels,
      lexicon: submission.lexiconId === undefined ? null : await this.lexicons.pin(submission.lexiconId),
      meta: { ...submission.meta, priority },
      dependsOn: [...new Set(submission.dependsOn)],
      resultTtlSeconds: submission.resultTtlSeconds ?? null,
      failureTtlSeconds: submission.failureTtlSeconds ?? null,
      audio,
    };
  }

  private localRecogniser({ model = this.config.model, language: asked }: JobSubmission): Recogniser {
    const byModel = this.models.byModel();
    const languages = byModel.get(model);
    if (!languages) throw new ModelNotServedError(model, [...byModel.keys()]);
    const language = chooseLanguage(languages, asked);
    if (language === null) throw new LanguageNotSupportedError(model, asked ?? AUTO_LANGUAGE, languages);
    return { model, language, apiKeyId: null };
  }

  /** Which languages a provider's model has, only the provider knows. */
  private async providerRecogniser(apiKeyId: string, asked: JobSubmission): Promise<Recogniser> {
    const { model } = await this.apiKeys.admit(apiKeyId);
    if (asked.model !== undefined && asked.model !== model)
      throw new ModelNotServedError(asked.model, [model]);
    const { language = AUTO_LANGUAGE } = asked;
    if (language !== AUTO_LANGUAGE && !LANGUAGE_CODE.test(language)) throw new LanguageCodeError(language);
    return { model, language, apiKeyId };
  }

  /** Best effort: a queue that is away learns of the job from the reconciler. */
  private async enqueue(job: Job): Promise<void> {
    const entry = entryOf(job);
    try {
      await this.queue.enqueue([entry]);
    } catch (error) {
      this.logger.warn('the queue did not take the job yet', { jobId: job.id, error: String(error) });
      return;
    }
    // Nobody waits for the mark: without it, the reconciler tells the queue once more.
    this.dispatch.markEnqueued(entry).catch(() => undefined);
  }

  /** Best effort too: a worker that takes the entry of a canceled job drops it. */
  private async forget(job: Job): Promise<void> {
    await this.queue.remove(entryOf(job)).catch(() => {});
  }
}

function entryOf(job: Job): QueueEntry {
  const { id: jobId, generation, priority } = job;
  return { jobId, generation, priority, lane: laneOf(job) };
}
