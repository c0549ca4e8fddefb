/** An id that a URL, a log and a shell hold as it is, such as `openai-key-1`. */
export const API_KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isApiKeyId(text: string): boolean {
  return API_KEY_ID.test(text);
}

/** What a provider speaks. `openai`: OpenAI itself, and every server with its audio API. */
export const PROVIDERS = ['openai'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** In which form a provider is asked to answer: `verbose_json` has times, `json` the text alone. */
export const RESPONSE_FORMATS = ['verbose_json', 'json'] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

/** How jobs run on a provider, apart from its secret. */
export interface ProviderSettings {
  readonly provider: Provider;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly responseFormat: ResponseFormat;
  /** A recording is sent in parts of at most this length. */
  readonly maxPartSeconds: number;
  /** Requests that one worker has under way with this key. */
  readonly maxConcurrency: number;
}

/** A stored key as anybody may see it. */
export interface ProviderKey extends ProviderSettings {
  readonly id: string;
  /** The end of the key; null of one that is so short that four characters would tell too much. */
  readonly lastFour: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When an attempt of a job last took it, to the minute; null if none has. */
  readonly lastUsedAt: Date | null;
}

export const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
export const DEFAULT_MODEL = 'whisper-1';
export const DEFAULT_MAX_CONCURRENCY = 2;

/**
 * Three minutes: as 16-bit samples 5.8 MB of the 25 MB that OpenAI takes, twenty requests for an hour, and done within
 * the four minutes that a request may take by a server that is a little faster than real time.
 */
const TIMED_PART_SECONDS = 180;

/** Text without times is all that captions have to go by: no stretch of it should be long. */
const UNTIMED_PART_SECONDS = 40;

/** OpenAI's own newer models, all named `gpt-…`, know no `verbose_json`. */
export function defaultResponseFormat(model: string): ResponseFormat {
  return model.startsWith('gpt-') ? 'json' : 'verbose_json';
}

export function defaultMaxPartSeconds(format: ResponseFormat): number {
  return format === 'json' ? UNTIMED_PART_SECONDS : TIMED_PART_SECONDS;
}

/** A shorter key would be guessed from its end. */
const SHOWN_KEY_MIN_LENGTH = 12;

export function lastFourOf(key: string): string | null {
  return key.length >= SHOWN_KEY_MIN_LENGTH ? key.slice(-4) : null;
}
