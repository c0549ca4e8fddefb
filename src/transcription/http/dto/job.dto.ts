import type { JobErrorCode } from '../../domain/job-error.js';
import type { AudioSource, ChannelMode, JobPriority } from '../../domain/job.js';
import type { JobStatus } from '../../domain/job-state.js';
import { ApiDateTime, ApiInteger } from '../../../http/api-properties.js';
import { JobResultDto } from './job-result.dto.js';

export class JobAudioDto {
  /**
   * `upload`, or `path` for a recording on the server.
   * @example 'upload'
   */
  source!: AudioSource;

  /**
   * The name that it came with.
   * @example 'interview.mp3'
   */
  name!: string;

  /**
   * Size of the file in bytes.
   * @example 1756235
   */
  @ApiInteger()
  bytes!: number;

  /**
   * SHA-256 of the content; null for a recording on the server.
   * @example '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
   */
  sha256!: string | null;

  /**
   * Length in seconds, once a worker has measured it.
   * @example 73.2
   */
  duration_seconds!: number | null;
}

export class JobErrorDto {
  /**
   * Stable: what a program matches on.
   * @example 'unsupported_media'
   */
  code!: JobErrorCode;

  /**
   * For people.
   * @example 'The file holds no audio or video that can be decoded.'
   */
  message!: string;

  /**
   * Whether the same job may succeed another time.
   * @example false
   */
  retryable!: boolean;
}

export class JobDto {
  /**
   * Yours, or generated.
   * @example '019ab1f2-6f0e-7c3e-9a39-1c1c8f0f2b11'
   */
  job_id!: string;

  /**
   * Where the job is in its life.
   * @example 'finished'
   */
  status!: JobStatus;

  /**
   * The queue of its priority.
   * @example 'transcription_jobs'
   */
  queue_name!: string;

  /**
   * How urgent it is.
   * @example 'default'
   */
  priority!: JobPriority;

  /**
   * When it was accepted.
   * @example '2026-11-23T10:30:00.000Z'
   */
  @ApiDateTime()
  created_at!: string;

  /**
   * When the queue took it.
   * @example '2026-11-23T10:30:00.004Z'
   */
  @ApiDateTime()
  enqueued_at!: string | null;

  /**
   * When the current or last attempt started.
   * @example '2026-11-23T10:30:00.010Z'
   */
  @ApiDateTime()
  started_at!: string | null;

  /**
   * When it finished, failed or was canceled.
   * @example '2026-11-23T10:30:00.560Z'
   */
  @ApiDateTime()
  ended_at!: string | null;

  /**
   * From 0 to 1.
   * @example 1
   */
  progress!: number;

  /**
   * 1 for the job that is next: jobs on providers and the others do not wait for each other. Null unless it is queued, where
   * more than 1,000 jobs wait before it and after it (where jobs of both kinds wait: before it), and in lists.
   * @example 3
   */
  @ApiInteger()
  position!: number | null;

  /**
   * How long it will take from now to its end: while it runs by its own speed, while it waits by the jobs before it and the
   * time that the last ones took. Null when that is not known.
   * @example 31
   */
  @ApiInteger()
  eta_seconds!: number | null;

  /**
   * Attempts that count: not one that a shutdown interrupted, nor one whose worker was lost after it had recognised
   * something new. 0 before the first.
   * @example 1
   */
  @ApiInteger()
  attempt!: number;

  /**
   * Retries that are left.
   * @example 3
   */
  @ApiInteger()
  retries_left!: number;

  /**
   * Seconds that one attempt may take, without those in which other jobs have all recognisers.
   * @example 300
   */
  @ApiInteger()
  timeout!: number;

  /**
   * Jobs that had or have to be finished before it starts.
   * @example ['interview-part-1']
   */
  depends_on!: string[];

  /**
   * When a `scheduled` job is to start, or to be tried again; null in other states.
   * @example '2026-11-23T18:00:00.000Z'
   */
  @ApiDateTime()
  scheduled_at!: string | null;

  /**
   * Seconds that it is kept once it is finished, -1 for ever; null: as long as the service keeps jobs.
   * @example 86400
   */
  @ApiInteger()
  result_ttl!: number | null;

  /**
   * The same for a job that failed or was canceled.
   * @example 604800
   */
  @ApiInteger()
  failure_ttl!: number | null;

  /** The recording. */
  audio!: JobAudioDto;

  /**
   * The model that transcribes it.
   * @example 'moonshine-tiny-en'
   */
  model!: string;

  /**
   * ISO 639-1.
   * @example 'en'
   */
  language!: string;

  /**
   * Whether its channels are mixed or transcribed each for itself.
   * @example 'mix'
   */
  channels!: ChannelMode;

  /**
   * The lexicon that is applied.
   * @example 'medical-terms-v1'
   */
  lexicon_id!: string | null;

  /**
   * Its version: the newest one when the job was submitted. Every attempt uses it.
   * @example 2
   */
  @ApiInteger()
  lexicon_version!: number | null;

  /**
   * The provider key that it runs with; null for the local engine.
   * @example 'openai-key-1'
   */
  api_key_id!: string | null;

  /** The transcript of a finished job; null before, and in lists. */
  result!: JobResultDto | null;

  /**
   * The trace of the last failure.
   * @example 'unsupported_media: The file holds no audio or video that can be decoded.'
   */
  exc_info!: string | null;

  /** The last failure. */
  error!: JobErrorDto | null;

  /**
   * `host:pid` of the worker of the current or last attempt.
   * @example 'transcriber-1:4242'
   */
  worker!: string | null;

  /**
   * What was given with the job, and its priority.
   * @example { "customer": "acme", "priority": "default" }
   */
  meta!: Record<string, unknown>;
}

export class JobListDto {
  /** Newest first. Their `result` and `position` are null: ask for the job itself. */
  jobs!: JobDto[];

  /**
   * Give it as `cursor` for the next page; null on the last one.
   * @example '4711'
   */
  next_cursor!: string | null;
}

export class CancelDto {
  /**
   * Always true: a job that cannot be canceled is answered with an error.
   * @example true
   */
  success!: boolean;
}
