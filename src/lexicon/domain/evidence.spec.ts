import { describe, expect, it } from 'vitest';
import { FEW_TERMS, type Judgement, MANY_TERMS, thresholdOf } from './evidence.js';

const RISING: Judgement = { weights: {}, threshold: 0.5, thresholdOfMany: 2 };

function at(terms: number, judgement = RISING): number {
  return thresholdOf({ logTerms: Math.log(terms) }, judgement);
}

describe('the threshold of a judgement', () => {
  it('rises from few terms to many', () => {
    expect([10, FEW_TERMS].map((terms) => at(terms))).toEqual([0.5, 0.5]);
    expect(at(Math.sqrt(FEW_TERMS * MANY_TERMS))).toBeCloseTo(1.25);
    expect([MANY_TERMS, 10_000].map((terms) => at(terms))).toEqual([2, 2]);
  });

  it('is the same for any number of terms where nothing else was learned', () => {
    expect([10, 10_000].map((terms) => at(terms, { weights: {}, threshold: 1.1 }))).toEqual([1.1, 1.1]);
    expect(at(2000, { weights: {}, threshold: -Infinity })).toBe(-Infinity);
  });
});
