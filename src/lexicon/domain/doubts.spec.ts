import { describe, expect, it } from 'vitest';
import { otherBeginnings } from './doubts.js';

const any = () => true;

describe('otherBeginnings', () => {
  it('begins at the word in doubt, with what stands of it before', () => {
    const text = 'In a double warrior.';
    expect(otherBeginnings(text, [{ at: 11, instead: [' Bo', 'x'] }], any)).toContainEqual({
      start: 12,
      letters: 'bo',
    });
    expect(otherBeginnings(text, [{ at: 15, instead: ['ren'] }], any)).toContainEqual({
      start: 12,
      letters: 'warren',
    });
  });

  it('begins at a word before it, too, for terms of several words', () => {
    const found = otherBeginnings('Call Bucker Hill now.', [{ at: 11, instead: [' Hall'] }], any);
    expect(found).toEqual([
      { start: 0, letters: 'call bucker hall' },
      { start: 5, letters: 'bucker hall' },
      { start: 12, letters: 'hall' },
    ]);
  });

  it('begins only as a term does', () => {
    const doubts = [{ at: 11, instead: [' Hall', ' Hut'] }];
    const found = otherBeginnings('Call Bucker Hill now.', doubts, (letters) =>
      'bucker hall'.startsWith(letters),
    );
    expect(found).toEqual([{ start: 5, letters: 'bucker hall' }]);
  });

  it('begins at the first word, which has no space before it', () => {
    expect(otherBeginnings('Lily sang.', [{ at: -1, instead: [' Liddy'] }], any)).toEqual([
      { start: 0, letters: 'liddy' },
    ]);
  });
});
