import { describe, expect, it } from 'vitest';
import { ValidationFailedError } from '../errors/validation-failed.error.js';
import { checkShape } from './request-shape.js';

/** `[[…]]` */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('the shape of a request', () => {
  it('may have 64 fields, 32 levels deep', () => {
    const fields = Object.fromEntries(Array.from({ length: 63 }, (_, index) => [`f${index}`, index]));
    checkShape({ ...fields, meta: nested(31) });
    checkShape(undefined);
    expect(() => checkShape({ ...fields, one: 1, more: 1 })).toThrow(ValidationFailedError);
    expect(() => checkShape({ meta: nested(32) })).toThrow(ValidationFailedError);
    expect(() => checkShape({ meta: nested(5_000) })).toThrow(ValidationFailedError);
  });

  it('is that of an object', () => {
    expect(() => checkShape([])).toThrow(ValidationFailedError);
  });
});
