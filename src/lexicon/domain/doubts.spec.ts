import { describe, expect, it } from 'vitest';
import { otherBeginnings } from './doubts.js';

describe('otherBeginnings', () => {
  it('begins at the word in doubt, with what stands of it before', () => {
    const text = 'In a double warrior.';
    expect(otherBeginnings(text, [{ at: 11, instead: [' Bo', 'x'] }])).toContainEqual({
      start: 12,
      letters: 'bo',
    });
    expect(otherBeginnings(text, [{ at: 15, instead: ['ren'] }])).toContainEqual({
      start: 12,
      letters: 'warren',
    });
  });

  it('begins at a word before it, too, for terms of several words', () => {
    const found = otherBeginnings('Call Bucker Hill now.', [{ at: 11, instead: [' Hall'] }]);
    expect(found).toEqual([
      { start: 0, letters: 'call bucker hall' },
      { start: 5, letters: 'bucker hall' },
      { start: 12, letters: 'hall' },
    ]);
  });

  it('begins at the first word, which has no space before it', () => {
    expect(otherBeginnings('Lily sang.', [{ at: -1, instead: [' Liddy'] }])).toEqual([
      { start: 0, letters: 'liddy' },
    ]);
  });
});
