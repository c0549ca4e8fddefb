import { ValidationFailedError } from '../errors/validation-failed.error.js';
import { isShallow } from '../transcription/domain/json-value.js';

/** Checking unknown fields costs the square of their number. */
const FIELDS_MAX = 64;

/** What goes deeper overflows the stack of whatever walks it recursively. */
const DEPTH_MAX = 32;

/** Refuses what costs more to check than any request that can be used. Throws {@link ValidationFailedError}. */
export function checkShape(fields: unknown): void {
  if (fields === null || typeof fields !== 'object') return;
  if (Array.isArray(fields)) refuse('the body must be an object');
  if (Object.keys(fields).length > FIELDS_MAX) refuse(`there may be ${FIELDS_MAX} fields at most`);
  if (!isShallow(fields, DEPTH_MAX))
    refuse(`objects and lists may be nested ${DEPTH_MAX} levels deep at most`);
}

function refuse(message: string): never {
  throw new ValidationFailedError([{ field: '', message }]);
}
