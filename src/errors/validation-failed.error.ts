import { DomainError } from './domain-error.js';

export interface FieldProblem {
  /** Name of the field; a dot leads into an object. Empty: the request as a whole. */
  readonly field: string;
  /** What was expected. */
  readonly message: string;
}

/** Some of what was asked for cannot be used. Nothing was done. */
export class ValidationFailedError extends DomainError {
  readonly code = 'validation_failed';

  constructor(readonly errors: readonly FieldProblem[]) {
    super(`This cannot be used: ${errors.map(({ message }) => message).join('; ')}.`);
  }
}
