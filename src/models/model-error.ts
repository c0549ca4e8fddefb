import { DomainError } from '../errors/domain-error.js';

/**
 * - `model_unknown`: the catalogue has no such model;
 * - `model_unavailable`: it is not here and cannot be fetched now; the message says what to do;
 * - `model_corrupt`: what was fetched, or what lies on the disk, is not what the catalogue promises;
 * - `model_no_space`: the disk has no room for it;
 * - `model_unusable`: a folder of the user's own that no engine can read; the message says what is missing.
 */
export type ModelErrorCode =
  'model_unknown' | 'model_unavailable' | 'model_corrupt' | 'model_no_space' | 'model_unusable';

export class ModelError extends DomainError {
  constructor(
    readonly code: ModelErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
