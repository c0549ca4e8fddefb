import type { ApiKeyErrorCode } from '../api-key/api-key.errors.js';
import type { AudioErrorCode } from '../audio/audio.errors.js';
import type { LexiconErrorCode } from '../lexicon/lexicon.errors.js';
import type { TranscriptionErrorCode } from '../transcription/transcription.errors.js';
import type { HttpErrorCode } from './http.errors.js';

/** Every code that may reach a client. */
export type ApiErrorCode =
  AudioErrorCode | LexiconErrorCode | TranscriptionErrorCode | ApiKeyErrorCode | HttpErrorCode;

/** The status of each code. A code without one does not compile. */
export const STATUS_OF: Readonly<Record<ApiErrorCode, number>> = {
  malformed_form: 400,
  unauthorized: 401,
  invalid_api_key: 401,
  foreign_origin: 403,
  job_not_found: 404,
  lexicon_not_found: 404,
  queue_not_found: 404,
  api_key_not_found: 404,
  job_id_taken: 409,
  lexicon_id_taken: 409,
  job_ended: 409,
  job_not_ended: 409,
  job_needed: 409,
  job_not_requeueable: 409,
  job_failed: 409,
  job_canceled: 409,
  transcript_not_ready: 409,
  api_key_id_taken: 409,
  secret_key_changed: 409,
  audio_too_large: 413,
  unsupported_content_type: 415,
  dependency_not_found: 422,
  api_key_unknown: 422,
  key_required: 422,
  audio_empty: 422,
  audio_path_not_allowed: 422,
  language_not_supported: 422,
  lexicon_unknown: 422,
  model_not_served: 422,
  validation_failed: 422,
  too_many_jobs: 429,
  database_unavailable: 503,
  secret_key_missing: 501,
  audio_store_full: 507,
};

export function statusOf(code: string): number | undefined {
  return (STATUS_OF as Readonly<Record<string, number>>)[code];
}
