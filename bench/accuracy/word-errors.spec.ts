import { describe, expect, it } from 'vitest';
import { percent, total } from './counted.js';
import { alignWords, wordErrors } from './word-errors.js';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

describe('wordErrors', () => {
  it.each([
    ['a b c', 'a b c', 0],
    ['a b c', 'a x c', 1],
    ['a b c', 'a c', 1],
    ['a b c', 'a b b c', 1],
    ['a b c', '', 3],
    ['', 'a b', 2],
    ['a b c d', 'b c d e', 2],
  ])('"%s" heard as "%s": %i', (reference, hypothesis, errors) => {
    expect(wordErrors(words(reference), words(hypothesis))).toEqual({ errors, of: words(reference).length });
    const steps = alignWords(words(reference), words(hypothesis));
    expect(steps.filter(({ kind }) => kind !== 'match')).toHaveLength(errors);
  });

  it('rates a corpus by its words, not by its recordings', () => {
    const all = total([
      { errors: 1, of: 1 },
      { errors: 0, of: 9 },
    ]);
    expect(percent(all)).toBe(10);
  });
});

describe('alignWords', () => {
  it('says what became of each word', () => {
    expect(alignWords(words('a b c d e'), words('a c x e f'))).toEqual([
      { kind: 'match', reference: 0, hypothesis: 0 },
      { kind: 'deletion', reference: 1, hypothesis: null },
      { kind: 'match', reference: 2, hypothesis: 1 },
      { kind: 'substitution', reference: 3, hypothesis: 2 },
      { kind: 'match', reference: 4, hypothesis: 3 },
      { kind: 'insertion', reference: null, hypothesis: 4 },
    ]);
  });
});
