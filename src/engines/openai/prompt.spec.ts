import { describe, expect, it } from 'vitest';
import { promptOf } from './prompt.js';

describe('the prompt of a lexicon', () => {
  it('has its terms, and is empty without any', () => {
    expect(promptOf(['hydrochlorothiazide', 'Digium'])).toBe('hydrochlorothiazide, Digium');
    expect(promptOf([])).toBe('');
  });

  it('has the first terms, as many as have room, and none in part', () => {
    const terms = Array.from({ length: 10_000 }, (_, index) => `Helstone-${index}`);
    const kept = promptOf(terms).split(', ');
    expect(kept).toEqual(terms.slice(0, kept.length));
    expect(promptOf(terms).length).toBeGreaterThan(580);
    expect(promptOf(terms).length).toBeLessThanOrEqual(600);
  });

  it('counts what a script needs, not its letters', () => {
    expect(Buffer.byteLength(promptOf(Array.from({ length: 500 }, () => 'กรุงเทพ')))).toBeLessThanOrEqual(600);
  });
});
