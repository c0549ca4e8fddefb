import { ValidationFailedError } from './http.errors.js';

/** Checking unknown fields costs the square of their number. */
const FIELDS_MAX = 64;

/** What goes deeper overflows the stack of whatever walks it recursively. */
const DEPTH_MAX = 32;

/** Refuses what costs more to check than any request that can be used. Throws {@link ValidationFailedError}. */
export function checkShape(fields: unknown): void {
  if (fields === null || typeof fields !== 'object') return;
  if (Array.isArray(fields)) refuse('the body must be an object');
  if (Object.keys(fields).length > FIELDS_MAX) refuse(`there may be ${FIELDS_MAX} fields at most`);
  if (!isShallow(fields)) refuse(`objects and lists may be nested ${DEPTH_MAX} levels deep at most`);
}

/** Whether a JSON value is nested {@link DEPTH_MAX} levels deep at most. */
export function isShallow(value: unknown): boolean {
  let level = [value].filter(isNested);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return false;
    level = level.flatMap((outer) => Object.values(outer) as unknown[]).filter(isNested);
  }
  return true;
}

function isNested(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}

function refuse(message: string): never {
  throw new ValidationFailedError([{ field: '', message }]);
}
