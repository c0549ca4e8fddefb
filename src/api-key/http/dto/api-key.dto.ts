import { ApiDateTime, ApiInteger } from '../../../http/api-properties.js';
import type { Provider, ProviderKey, ResponseFormat } from '../../domain/provider-key.js';

export class ApiKeyDto {
  /**
   * What jobs name it by.
   * @example 'openai-key-1'
   */
  api_key_id!: string;

  /**
   * What the provider speaks: OpenAI's audio API.
   * @example 'openai'
   */
  provider!: Provider;

  /**
   * Where the provider is.
   * @example 'https://api.openai.com/v1'
   */
  base_url!: string;

  /**
   * The model that its jobs run on.
   * @example 'whisper-1'
   */
  model!: string;

  /**
   * `verbose_json` gives times of sentences and words, `json` the text alone.
   * @example 'verbose_json'
   */
  response_format!: ResponseFormat;

  /**
   * A recording is sent in parts of at most so many seconds, cut at silence.
   * @example 180
   */
  @ApiInteger()
  max_part_seconds!: number;

  /**
   * Requests that one worker has under way with it.
   * @example 2
   */
  @ApiInteger()
  max_concurrency!: number;

  /**
   * The last four characters of the key; null of a key of less than twelve. No more of it is ever shown.
   * @example 'x4Zq'
   */
  key_last_four!: string | null;

  /**
   * When it was stored.
   * @example '2026-11-24T08:00:00.000Z'
   */
  @ApiDateTime()
  created_at!: string;

  /**
   * When it was last changed.
   * @example '2026-11-24T08:00:00.000Z'
   */
  @ApiDateTime()
  updated_at!: string;

  /**
   * When a job last ran with it, to the minute; null if none has.
   * @example '2026-11-24T09:30:00.000Z'
   */
  @ApiDateTime()
  last_used_at!: string | null;
}

export class ApiKeyListDto {
  /** By id. */
  api_keys!: ApiKeyDto[];
}

export function toApiKeyDto(key: ProviderKey): ApiKeyDto {
  return {
    api_key_id: key.id,
    provider: key.provider,
    base_url: key.baseUrl,
    model: key.model,
    response_format: key.responseFormat,
    max_part_seconds: key.maxPartSeconds,
    max_concurrency: key.maxConcurrency,
    key_last_four: key.lastFour,
    created_at: key.createdAt.toISOString(),
    updated_at: key.updatedAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}
