import { DomainError } from '../errors/domain-error.js';
import type { ValidationFailedError } from '../errors/validation-failed.error.js';

export class UnauthorizedError extends DomainError {
  readonly code = 'unauthorized';
  constructor() {
    super('No API key was given: send it as `Authorization: Bearer KEY`.');
  }
}

/** Of the code that OpenAI's API has for it. */
export class InvalidApiKeyError extends DomainError {
  readonly code = 'invalid_api_key';
  constructor() {
    super('This API key is not known.');
  }
}

/** Without a key only this machine may talk to us, and no page of another site that a browser here has open. */
export class ForeignOriginError extends DomainError {
  readonly code = 'foreign_origin';
  constructor() {
    super('Without ADMIN_KEY only requests to a loopback address, from this machine, are answered.');
  }
}

export class UnsupportedContentTypeError extends DomainError {
  readonly code = 'unsupported_content_type';
  constructor() {
    super(
      'Send application/json; a recording as multipart/form-data with a `file`, or as JSON with an `audio_file_path`.',
    );
  }
}

/** A multipart/form-data body that cannot be taken apart. */
export class MalformedFormError extends DomainError {
  readonly code = 'malformed_form';
  constructor(options?: ErrorOptions) {
    super(
      'The form cannot be read: its boundary is missing or wrong, or it ends too early. Let your HTTP client make the form and its content type.',
      options,
    );
  }
}

/** PostgreSQL is out of reach or restarting. Nothing was accepted. */
export class DatabaseUnavailableError extends DomainError {
  readonly code = 'database_unavailable';
  constructor(options?: ErrorOptions) {
    super(
      'The database does not answer. Ask again in a few seconds; nothing was accepted that had no answer.',
      options,
    );
  }
}

export type HttpErrorCode = (
  | ValidationFailedError
  | UnauthorizedError
  | InvalidApiKeyError
  | ForeignOriginError
  | UnsupportedContentTypeError
  | MalformedFormError
  | DatabaseUnavailableError
)['code'];
