import { DomainError } from '../errors/domain-error.js';

/**
 * - `model_unknown`: the catalogue has no such model;
 * - `model_unavailable`: it is not here and cannot be fetched now; the message says what to do;
 * - `model_corrupt`: what was fetched, or what lies on the disk, is not what the catalogue promises.
 */
export type ModelErrorCode = 'model_unknown' | 'model_unavailable' | 'model_corrupt';

export class ModelError extends DomainError {
  constructor(
    readonly code: ModelErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
