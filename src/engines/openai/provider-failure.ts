import { APIConnectionError, APIError } from 'openai';
import { JobError } from '../../transcription/domain/job-error.js';
import { AnswerTooLargeError } from './provider-fetch.js';
import { redacted } from './redacted.js';

/** Whom the failure is about, and what must not be told of it. */
export interface FailedProvider {
  readonly id: string;
  readonly secret: string;
}

/** What to do about a refusal. */
const ADVICE: Readonly<Record<number, string>> = {
  401: 'Store a valid key with PATCH /v1/api-keys.',
  404: 'Look at the base_url and the model of the key.',
  413: 'Lower the max_part_seconds of the key.',
};

/** Of 4xx, what may pass: a request that took too long, a lock, too much at once. */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * Any failure of a request as one of the job. The error of the SDK is not its cause: its text and headers are the
 * provider's, and nobody has looked for the key in them.
 */
export function providerFailure(error: unknown, { id, secret }: FailedProvider): JobError {
  const provider = `The provider of ${id}`;
  if (error instanceof APIConnectionError) {
    const code = codeOf(error);
    return unavailable(`${provider} cannot be reached${code === null ? '' : ` (${code})`}.`);
  }
  if (error instanceof APIError && typeof error.status === 'number') return refusal(error, provider, secret);
  if (error instanceof SyntaxError) return unavailable(`${provider} answered with broken JSON.`);
  if (error instanceof AnswerTooLargeError) return rejected(`${provider} answered with too much.`);
  return unavailable(
    `${provider} broke off its answer${codeOf(error) === null ? '' : ` (${codeOf(error)})`}.`,
  );
}

export function notInTime(id: string, seconds: number): JobError {
  return unavailable(`The provider of ${id} did not answer within ${seconds} s.`);
}

export function noTranscription(id: string): JobError {
  return rejected(`What the provider of ${id} answers is no transcription. Look at the base_url of the key.`);
}

/** Whether the provider knows no `verbose_json`, or not for this model. */
export function refusesTimes(error: unknown): boolean {
  return isRefusalOf(error, /response_format|timestamp_granularities|verbose_json/);
}

/** Whether the provider takes no prompt, or not for this model. */
export function refusesPrompt(error: unknown): boolean {
  return isRefusalOf(error, /\bprompt\b/i);
}

function isRefusalOf(error: unknown, field: RegExp): boolean {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false;
  return field.test(`${error.param} ${error.message}`);
}

function refusal(error: APIError, provider: string, secret: string): JobError {
  const status = Number(error.status);
  if (status < 400)
    return rejected(`${provider} redirects to another address (${status}). Look at its base_url.`);
  const said = redacted(messageOf(error), secret);
  const detail = `(${status})${said === '' ? '.' : `: ${said}`}`;
  if (isPassing(error)) {
    const retryAfterSeconds = retryAfter(error.headers);
    return new JobError('provider_unavailable', `${provider} is not available ${detail}`, {
      ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    });
  }
  const what = status === 401 || status === 403 ? 'the key' : 'the request';
  return rejected([`${provider} refuses ${what} ${detail}`, ADVICE[status]].filter(Boolean).join(' '));
}

/** By the status, unless the provider says otherwise in the header that OpenAI's SDKs obey. */
function isPassing({ status, headers }: APIError): boolean {
  const word = headers?.get('x-should-retry');
  if (word === 'true' || word === 'false') return word === 'true';
  return Number(status) >= 500 || PASSING_STATUS.has(Number(status));
}

/** In seconds; null when there is no such header, or none that can be read. */
function retryAfter(headers: Headers | undefined): number | null {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  const value = headers?.get('retry-after') ?? '';
  const seconds = /^\d/.test(value) && Number.isFinite(Number(value)) ? Number(value) : untilDate(value);
  const wait = Number.isFinite(milliseconds) ? milliseconds / 1000 : seconds;
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

function untilDate(value: string): number {
  return (Date.parse(value) - Date.now()) / 1000;
}

function messageOf({ error }: APIError): string {
  if (typeof error === 'string') return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}

/** `ECONNREFUSED` and the like, which the platform gives and no provider. */
function codeOf(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
  }
  return null;
}

function rejected(message: string): JobError {
  return new JobError('provider_rejected', message);
}

function unavailable(message: string): JobError {
  return new JobError('provider_unavailable', message);
}
