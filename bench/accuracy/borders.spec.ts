import { describe, expect, it } from 'vitest';
import { wordsAtBorders } from './borders.js';

describe('wordsAtBorders', () => {
  const REFERENCE = 'The cat sat on the mat, and that that was seen is true.';

  it.each([
    [
      'nothing when every word is there once',
      ['The cat sat', 'on the mat and that', 'that was seen is true'],
      [],
    ],
    ['a doubled word', ['The cat sat', 'sat on the mat and that that was seen is true'], ['doubled sat']],
    [
      'doubled words',
      ['The cat sat on', 'sat on the mat and that that was seen is true'],
      ['doubled sat on'],
    ],
    ['a dropped word', ['The cat', 'on the mat and that that was seen is true'], ['dropped sat']],
    ['dropped words', ['The cat sat on', 'and that that was seen is true'], ['dropped the mat']],
    ['not a word that is missing elsewhere', ['The sat on', 'the mat and that that was is true'], []],
    [
      'not a word that is doubled elsewhere',
      ['The cat cat sat on', 'the mat and that that was seen is true'],
      [],
    ],
    ['not a word that was misheard', ['The cat sap', 'on the mat and that that was seen is true'], []],
    [
      'a border across a segment without words',
      ['The cat sat', '', 'sat on the mat and that that was seen is true'],
      ['doubled sat'],
    ],
  ])('finds %s', (_, segments, found) => {
    expect(wordsAtBorders(REFERENCE, segments).map(({ kind, words }) => `${kind} ${words}`)).toEqual(found);
  });

  it('shows what stands around it', () => {
    expect(wordsAtBorders('One cat sat on the mat.', ['One cat sat.', 'sat on the mat'])).toEqual([
      { kind: 'doubled', words: 'sat', around: '1 cat sat | sat on the mat' },
    ]);
  });
});
