import { describe, expect, it } from 'vitest';
import { otherBeginnings } from './doubts.js';
import { wordsOf } from './heard-text.js';

const any = () => true;
const said = (text: string) => ({ text, words: wordsOf(text) });

describe('otherBeginnings', () => {
  it('begins at the word in doubt, with what stands of it before', () => {
    const text = 'In a double warrior.';
    expect(
      otherBeginnings(
        said(text),
        [
          {
            at: 11,
            instead: [
              { text: ' Bo', nats: 1 },
              { text: 'x', nats: 1 },
            ],
          },
        ],
        any,
      ),
    ).toContainEqual({
      start: 12,
      letters: 'bo',
      nats: 1,
    });
    expect(
      otherBeginnings(said(text), [{ at: 15, instead: [{ text: 'ren', nats: 1 }] }], any),
    ).toContainEqual({
      start: 12,
      letters: 'warren',
      nats: 1,
    });
  });

  it('begins at a word before it, too, for terms of several words', () => {
    const found = otherBeginnings(
      said('Call Bucker Hill now.'),
      [{ at: 11, instead: [{ text: ' Hall', nats: 1 }] }],
      any,
    );
    expect(found).toEqual([
      { start: 0, letters: 'call bucker hall', nats: 1 },
      { start: 5, letters: 'bucker hall', nats: 1 },
      { start: 12, letters: 'hall', nats: 1 },
    ]);
  });

  it('begins only as a term does', () => {
    const doubts = [
      {
        at: 11,
        instead: [
          { text: ' Hall', nats: 1 },
          { text: ' Hut', nats: 1 },
        ],
      },
    ];
    const found = otherBeginnings(said('Call Bucker Hill now.'), doubts, (letters) =>
      'bucker hall'.startsWith(letters),
    );
    expect(found).toEqual([{ start: 5, letters: 'bucker hall', nats: 1 }]);
  });

  it('begins at the first word, which has no space before it', () => {
    expect(
      otherBeginnings(said('Lily sang.'), [{ at: -1, instead: [{ text: ' Liddy', nats: 1 }] }], any),
    ).toEqual([{ start: 0, letters: 'liddy', nats: 1 }]);
  });
});
