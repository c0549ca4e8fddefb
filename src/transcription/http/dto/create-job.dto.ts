import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  isISO8601,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';
import { ApiInteger } from '../../../http/api-properties.js';
import { isShallow } from '../../../http/request-shape.js';
import { JOB_ID } from '../../domain/job-id.js';
import {
  CHANNEL_MODES,
  JOB_PRIORITIES,
  RETRY_BACKOFFS,
  type ChannelMode,
  type JobPriority,
  type RetryBackoff,
} from '../../domain/job.js';
import { isWellFormed } from '../../domain/text.js';

const DAY_SECONDS = 86_400;
const TTL_MAX_SECONDS = 10 * 366 * DAY_SECONDS;
const DEPENDENCIES_MAX = 100;
const START_MAX_DAYS = 366;
const META_MAX_BYTES = 8192;

const META_RULE = `meta must be a JSON object of at most ${META_MAX_BYTES} bytes and 32 levels, without NUL characters`;

// One message says all that a field may be, whichever of its rules it breaks.
const TIMEOUT_RULE = { message: `timeout must be a whole number of seconds from 1 to ${DAY_SECONDS}` };
const RETRY_COUNT_RULE = { message: 'retry_count must be a whole number from 0 to 100' };
const RETRY_DELAY_RULE = {
  message: `retry_delay must be seconds from 0 to ${DAY_SECONDS}: one number, or a list of 1 to 100 of them such as [10,60,300]`,
};

const START_RULE = { message: `delay must be seconds from 0 to ${START_MAX_DAYS * DAY_SECONDS}` };
const TIME_RULE = {
  message: `scheduled_at must be a time in ISO 8601 with its zone, such as 2026-11-23T18:00:00Z, within ${START_MAX_DAYS} days`,
};
const DEPENDS_ON_RULE = { message: `depends_on must be a list of at most ${DEPENDENCIES_MAX} job ids` };
const ttlRule = (field: string) => ({
  message: `${field} must be a whole number of seconds from 0 to ${TTL_MAX_SECONDS}, or -1 for ever`,
});

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

function IsStartTime(): PropertyDecorator {
  return ValidateBy({
    name: 'isStartTime',
    validator: {
      validate: (value) => {
        if (
          typeof value !== 'string' ||
          !isISO8601(value, { strict: true }) ||
          !/(Z|[+-]\d\d:\d\d)$/.test(value)
        )
          return false;
        return Date.parse(value) - Date.now() <= START_MAX_DAYS * DAY_SECONDS * 1000;
      },
      defaultMessage: () => TIME_RULE.message,
    },
  });
}

function IsMeta(): PropertyDecorator {
  return ValidateBy({
    name: 'isMeta',
    validator: {
      validate: (value) => {
        if (!isShallow(value)) return false;
        return Buffer.byteLength(JSON.stringify(value)) <= META_MAX_BYTES && isWellFormed(value);
      },
      defaultMessage: () => META_RULE,
    },
  });
}

/** What to transcribe, and how. */
export class CreateJobDto {
  /**
   * Your id of the job: the same id with the same request returns the job that is there. Generated when absent.
   * @example 'interview-2026-11-23'
   */
  @IsOptional()
  @ApiPropertyOptional({ pattern: JOB_ID.source })
  @Matches(JOB_ID, { message: 'job_id must be 1 to 128 of A-Z a-z 0-9 . _ : -' })
  job_id?: string;

  /**
   * A recording on the server, under one of the folders in `AUDIO_ROOTS`; instead of a `file`.
   * @example '/srv/recordings/interview.mp3'
   */
  @IsOptional()
  @IsString()
  @Length(1, 4096)
  audio_file_path?: string;

  /**
   * Which of the three queues it goes to.
   * @example 'high'
   */
  @IsOptional()
  @IsIn(JOB_PRIORITIES)
  priority?: JobPriority;

  /**
   * Seconds that one attempt may take; `JOB_TIMEOUT` when absent.
   * @example 600
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt(TIMEOUT_RULE)
  @Min(1, TIMEOUT_RULE)
  @Max(DAY_SECONDS, TIMEOUT_RULE)
  @ApiInteger()
  timeout?: number;

  /**
   * Retries after the first attempt, where another one may help; 3 when absent.
   * @example 3
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt(RETRY_COUNT_RULE)
  @Min(0, RETRY_COUNT_RULE)
  @Max(100, RETRY_COUNT_RULE)
  @ApiInteger()
  retry_count?: number;

  /**
   * Seconds before a retry: one number, or one for each retry, the last one repeating; 60 when absent.
   * @example [10, 60, 300]
   */
  @IsOptional()
  @Transform(asList)
  @IsArray(RETRY_DELAY_RULE)
  @ArrayNotEmpty(RETRY_DELAY_RULE)
  @ArrayMaxSize(100, RETRY_DELAY_RULE)
  @IsNumber({}, { each: true, ...RETRY_DELAY_RULE })
  @Min(0, { each: true, ...RETRY_DELAY_RULE })
  @Max(DAY_SECONDS, { each: true, ...RETRY_DELAY_RULE })
  retry_delay?: number[];

  /**
   * `exponential` doubles the first delay with each retry; `fixed` when absent.
   * @example 'exponential'
   */
  @IsOptional()
  @IsIn(RETRY_BACKOFFS)
  retry_backoff?: RetryBackoff;

  /**
   * A model that this service has; `MODEL` when absent.
   * @example 'moonshine-tiny-en'
   */
  @IsOptional()
  @IsString()
  @Length(1, 128)
  model?: string;

  /**
   * ISO 639-1 code of the language that is spoken, one that the model has; its first one when absent.
   * @example 'en'
   */
  @IsOptional()
  @IsString()
  @Length(2, 8)
  language?: string;

  /**
   * `separate` transcribes each channel for itself, one speaker on each, up to 8 of them; `mix` when absent.
   * @example 'separate'
   */
  @IsOptional()
  @IsIn(CHANNEL_MODES)
  channels?: ChannelMode;

  /**
   * Jobs that have to be finished before this one starts; it fails when one of them fails or is canceled. In a form also
   * separated by commas.
   * @example ['interview-part-1']
   */
  @IsOptional()
  @Transform(asIds)
  @IsArray(DEPENDS_ON_RULE)
  @ArrayMaxSize(DEPENDENCIES_MAX, DEPENDS_ON_RULE)
  @Matches(JOB_ID, { each: true, ...DEPENDS_ON_RULE })
  depends_on?: string[];

  /**
   * Seconds from now before which the job does not start.
   * @example 3600
   */
  @IsOptional()
  @Type(() => Number)
  @IsNumber({}, START_RULE)
  @Min(0, START_RULE)
  @Max(START_MAX_DAYS * DAY_SECONDS, START_RULE)
  delay?: number;

  /**
   * Time before which the job does not start, instead of a `delay`; one that is past is now.
   * @example '2026-11-23T18:00:00Z'
   */
  @IsOptional()
  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  @IsStartTime()
  scheduled_at?: string;

  /**
   * Seconds that the job is kept once it is finished, -1 for ever; `JOB_RETENTION_DAYS` when absent.
   * @example 86400
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt(ttlRule('result_ttl'))
  @Min(-1, ttlRule('result_ttl'))
  @Max(TTL_MAX_SECONDS, ttlRule('result_ttl'))
  @ApiInteger()
  result_ttl?: number;

  /**
   * The same for a job that failed or was canceled.
   * @example 604800
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt(ttlRule('failure_ttl'))
  @Min(-1, ttlRule('failure_ttl'))
  @Max(TTL_MAX_SECONDS, ttlRule('failure_ttl'))
  @ApiInteger()
  failure_ttl?: number;

  /**
   * Any object of up to 8 KiB; it comes back with the job.
   * @example { "customer": "acme" }
   */
  @IsOptional()
  // The value as it came: class-transformer's own copy lacks some keys.
  @Transform(({ obj }: { obj: { meta?: unknown } }) => fromJsonText({ value: obj.meta }))
  @IsObject({ message: META_RULE })
  @IsMeta()
  meta?: Record<string, unknown>;
}
