import { describe, expect, it } from 'vitest';
import { isShallow, isWellFormed } from './json-value.js';

/** `[[…]]` */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('a JSON value', () => {
  it('is shallow or not, of whatever depth', () => {
    expect(isShallow(nested(32), 32)).toBe(true);
    expect(isShallow({ a: [1, { b: nested(2) }] }, 5)).toBe(true);
    expect(isShallow({ a: [1, { b: nested(3) }] }, 5)).toBe(false);
    expect(isShallow(nested(30_000), 32)).toBe(false);
  });

  it('is well-formed where PostgreSQL can keep all text in it', () => {
    expect(isWellFormed({ a: ['ü', null, 1], '😀': 'b' })).toBe(true);
    for (const bad of ['\u0000', { a: ['\ud800'] }, { 'a\u0000': 1 }]) expect(isWellFormed(bad)).toBe(false);
  });
});
