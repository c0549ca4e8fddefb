import { DomainError } from '../errors/domain-error.js';

export class SecretKeyMissingError extends DomainError {
  readonly code = 'secret_key_missing';
  constructor() {
    super(
      'Provider keys are switched off: set SECRET_KEY, which encrypts them, to the same value for the API and all workers, and start them again. `openssl rand -base64 32` makes one.',
    );
  }
}

export class SecretKeyChangedError extends DomainError {
  readonly code = 'secret_key_changed';
  constructor(id: string) {
    super(
      `The key ${id} was stored under another SECRET_KEY. Set SECRET_KEY_PREVIOUS to that one and start the API again, or store the key anew.`,
    );
  }
}

export class ApiKeyNotFoundError extends DomainError {
  readonly code = 'api_key_not_found';
  constructor(id: string) {
    super(`There is no provider key ${id}.`);
  }
}

/** The same, of a job that wants it. */
export class ApiKeyUnknownError extends DomainError {
  readonly code = 'api_key_unknown';
  constructor(id: string) {
    super(`There is no provider key ${id} for the job to run with. POST /v1/api-keys stores one.`);
  }
}

export class ApiKeyIdTakenError extends DomainError {
  readonly code = 'api_key_id_taken';
  constructor(id: string) {
    super(`There is a provider key ${id} already. Change it with PATCH /v1/api-keys/${id}.`);
  }
}

/** Else whoever may change a key could have it sent to a server of their own, and so read it. */
export class KeyRequiredError extends DomainError {
  readonly code = 'key_required';
  constructor() {
    super('A base_url is changed together with the key: give `key` again.');
  }
}

export type ApiKeyErrorCode = (
  | SecretKeyMissingError
  | SecretKeyChangedError
  | ApiKeyNotFoundError
  | ApiKeyUnknownError
  | ApiKeyIdTakenError
  | KeyRequiredError
)['code'];
