import { Transform, Type } from 'class-transformer';
import { isISO8601 } from 'class-validator';
import type { ChannelMode, JobPriority, RetryBackoff } from '../../domain/job.js';
import { DELAY, JOB_RULES, START_TIME } from '../../domain/job-rules.js';
import { JobField } from './job-field.js';

/** Form fields come as text: `60` and `[1,5,30]` alike. */
function fromJsonText({ value }: { value: unknown }): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function asList({ value }: { value: unknown }): unknown {
  const parsed = fromJsonText({ value });
  return parsed === undefined || Array.isArray(parsed) ? parsed : [parsed];
}

/** Ids hold no comma: in a form they may stand one after the other. */
function asIds({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && !value.startsWith('[')
    ? value.split(/[,\s]+/)
    : fromJsonText({ value });
}

/** A list of one may come as the number itself. */
const RETRY_DELAY = {
  expected: `one number, or ${JOB_RULES.retryDelaysSeconds.expected}`,
};

/** A time comes as text. */
const SCHEDULED_AT = {
  expected: `${START_TIME.expected}, in ISO 8601 with its zone, such as 2026-11-23T18:00:00Z`,
  accepts: (value: unknown) => isTime(value) && START_TIME.accepts(new Date(value)),
};

function isTime(value: unknown): value is string {
  return typeof value === 'string' && isISO8601(value, { strict: true }) && /(Z|[+-]\d\d:\d\d)$/.test(value);
}

/** What to transcribe, and how. */
export class CreateJobDto {
  /**
   * Your id of the job: the same id with the same request returns the job that is there. Generated when absent.
   * @example 'interview-2026-11-23'
   */
  @JobField(JOB_RULES.jobId)
  job_id?: string;

  /**
   * A recording on the server, under one of the folders in `AUDIO_ROOTS`; instead of a `file`.
   * @example '/srv/recordings/interview.mp3'
   */
  @JobField(JOB_RULES.audioFilePath)
  audio_file_path?: string;

  /**
   * Which of the three queues it goes to.
   * @example 'high'
   */
  @JobField(JOB_RULES.priority)
  priority?: JobPriority;

  /**
   * Seconds that one attempt may take, without those in which other jobs have all recognisers; `JOB_TIMEOUT` when absent.
   * @example 600
   */
  @Type(() => Number)
  @JobField(JOB_RULES.timeoutSeconds)
  timeout?: number;

  /**
   * Retries after the first attempt, where another one may help; 3 when absent.
   * @example 3
   */
  @Type(() => Number)
  @JobField(JOB_RULES.retryCount)
  retry_count?: number;

  /**
   * Seconds before a retry: one number, or one for each retry, the last one repeating; 60 when absent.
   * @example [10, 60, 300]
   */
  @Transform(asList)
  @JobField(JOB_RULES.retryDelaysSeconds, RETRY_DELAY)
  retry_delay?: number[];

  /**
   * `exponential` doubles the first delay with each retry; `fixed` when absent.
   * @example 'exponential'
   */
  @JobField(JOB_RULES.retryBackoff)
  retry_backoff?: RetryBackoff;

  /**
   * A stored provider key: the job runs on that provider, with the model of the key, instead of the local engine.
   * @example 'openai-key-1'
   */
  @JobField(JOB_RULES.apiKeyId)
  api_key_id?: string;

  /**
   * A model that this service has; `MODEL` when absent. With an `api_key_id` the model of the key.
   * @example 'moonshine-tiny-en'
   */
  @JobField(JOB_RULES.model)
  model?: string;

  /**
   * ISO 639-1 code of the language that is spoken, one that the model has, or `auto` to have the model find it out. When
   * absent: `auto` with a model that can do that, else its first language; with an `api_key_id` always `auto`.
   * @example 'en'
   */
  @JobField(JOB_RULES.language)
  language?: string;

  /**
   * `separate` transcribes each channel for itself, one speaker on each, up to 8 of them; `mix` when absent.
   * @example 'separate'
   */
  @JobField(JOB_RULES.channels)
  channels?: ChannelMode;

  /**
   * A stored lexicon; its newest version, or the one in `lexicon_id@version`.
   * @example 'medical-terms-v1'
   */
  @JobField(JOB_RULES.lexiconId)
  lexicon_id?: string;

  /**
   * Jobs that have to be finished before this one starts; it fails when one of them fails or is canceled. In a form also
   * separated by commas.
   * @example ['interview-part-1']
   */
  @Transform(asIds)
  @JobField(JOB_RULES.dependsOn)
  depends_on?: string[];

  /**
   * Seconds from now before which the job does not start.
   * @example 3600
   */
  @Type(() => Number)
  @JobField(DELAY)
  delay?: number;

  /**
   * Time before which the job does not start, instead of a `delay`; one that is past is now.
   * @example '2026-11-23T18:00:00Z'
   */
  @JobField(START_TIME, SCHEDULED_AT)
  scheduled_at?: string;

  /**
   * Seconds that the job is kept once it is finished, -1 for ever; `JOB_RETENTION_DAYS` when absent.
   * @example 86400
   */
  @Type(() => Number)
  @JobField(JOB_RULES.resultTtlSeconds)
  result_ttl?: number;

  /**
   * The same for a job that failed or was canceled.
   * @example 604800
   */
  @Type(() => Number)
  @JobField(JOB_RULES.failureTtlSeconds)
  failure_ttl?: number;

  /**
   * Any object of up to 8 KiB; it comes back with the job.
   * @example { "customer": "acme" }
   */
  // The value as it came: class-transformer's own copy lacks some keys.
  @Transform(({ obj }: { obj: { meta?: unknown } }) => fromJsonText({ value: obj.meta }))
  @JobField(JOB_RULES.meta)
  meta?: Record<string, unknown>;
}
