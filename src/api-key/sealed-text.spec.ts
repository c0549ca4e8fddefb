import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './sealed-text.js';

const KEY = randomBytes(32);
/** What Node says of it. */
const CLOSED = /authenticat|initialization vector/i;
const TEXT = 'sk-live-4f9aB7x4Zq';

describe('a sealed text', () => {
  it('opens with its key, where it belongs', () => {
    expect(unseal(seal(TEXT, KEY, 'row 1'), KEY, 'row 1')).toBe(TEXT);
  });

  it('shows nothing of itself, and is another one each time', () => {
    const [first, second] = [seal(TEXT, KEY, 'row 1'), seal(TEXT, KEY, 'row 1')];
    expect(first.includes(TEXT.slice(0, 6))).toBe(false);
    expect(first.equals(second)).toBe(false);
    expect(first.subarray(0, 12).equals(second.subarray(0, 12))).toBe(false);
  });

  it('does not open with another key, in another place, or changed or cut anywhere', () => {
    const sealed = seal(TEXT, KEY, 'row 1');
    expect(() => unseal(sealed, randomBytes(32), 'row 1')).toThrow(CLOSED);
    expect(() => unseal(sealed, KEY, 'row 2')).toThrow(CLOSED);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unseal(changed, KEY, 'row 1')).toThrow(CLOSED);
      expect(() => unseal(sealed.subarray(0, at), KEY, 'row 1')).toThrow(CLOSED);
    }
  });
});
