import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { ApiInteger } from '../../../http/api-properties.js';
import { BASE_URL_RULE, isAllowedBaseUrl } from '../../base-url.js';
import { RESPONSE_FORMATS, type ResponseFormat } from '../../domain/provider-key.js';

/** What goes into an HTTP header as it is. */
const KEY = /^[\x21-\x7e]{1,512}$/;
export const KEY_RULE = { message: 'key must be 1 to 512 printable ASCII characters without spaces' };

/** No control characters: the name goes into a form, and into logs. */
const MODEL = /^[^\p{C}]{1,128}$/u;
const MODEL_RULE = { message: 'model must be a name of 1 to 128 characters' };

const PART_MIN_SECONDS = 10;
/** As 16-bit samples 19 MB: under the 25 MB of OpenAI. */
const PART_MAX_SECONDS = 600;
const PART_RULE = {
  message: `max_part_seconds must be a whole number from ${PART_MIN_SECONDS} to ${PART_MAX_SECONDS}`,
};

const CONCURRENCY_MAX = 16;
const CONCURRENCY_RULE = { message: `max_concurrency must be a whole number from 1 to ${CONCURRENCY_MAX}` };

export function IsKey(): PropertyDecorator {
  return Matches(KEY, KEY_RULE);
}

/** What a request leaves out is not checked; null is no value. */
function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_request, value) => value !== undefined);
}

function IsBaseUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isBaseUrl',
    validator: {
      validate: (value) => typeof value === 'string' && isAllowedBaseUrl(value),
      defaultMessage: () => BASE_URL_RULE,
    },
  });
}

/** What may be changed of a stored key; what is left out stays. */
export class ChangeApiKeyDto {
  /**
   * The provider's key. It is never shown again.
   * @example 'sk-4f9a…x4Zq'
   */
  @MayBeAbsent()
  @ApiPropertyOptional({ writeOnly: true })
  @IsKey()
  key?: string;

  /**
   * Where the provider is, up to the version in its path; OpenAI when absent. `https`, or `http` on this machine or a
   * private network. It is changed together with the key alone.
   * @example 'http://localhost:8000/v1'
   */
  @MayBeAbsent()
  @IsBaseUrl()
  base_url?: string;

  /**
   * The model that its jobs run on, by the provider's name; `whisper-1` when absent.
   * @example 'whisper-1'
   */
  @MayBeAbsent()
  @Matches(MODEL, MODEL_RULE)
  model?: string;

  /**
   * `verbose_json` gives times of sentences and words, `json` the text alone; by the model when absent: OpenAI's `gpt-…`
   * models know `json` alone.
   * @example 'verbose_json'
   */
  @MayBeAbsent()
  @IsIn(RESPONSE_FORMATS)
  response_format?: ResponseFormat;

  /**
   * A recording is sent in parts of at most so many seconds, cut at silence; 180 when absent, 40 with `json`.
   * @example 180
   */
  @MayBeAbsent()
  @IsInt(PART_RULE)
  @Min(PART_MIN_SECONDS, PART_RULE)
  @Max(PART_MAX_SECONDS, PART_RULE)
  @ApiInteger()
  max_part_seconds?: number;

  /**
   * Requests that one worker has under way with it, from 1 to 16; 2 when absent.
   * @example 2
   */
  @MayBeAbsent()
  @IsInt(CONCURRENCY_RULE)
  @Min(1, CONCURRENCY_RULE)
  @Max(CONCURRENCY_MAX, CONCURRENCY_RULE)
  @ApiInteger()
  max_concurrency?: number;
}
