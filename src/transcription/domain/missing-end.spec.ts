import { describe, expect, it } from 'vitest';
import { tailsToHear, withEnd } from './missing-end.js';
import { type Hypothesis, SAMPLE_RATE, type SpeechSegment, type Word } from './segment.js';

/** Ten seconds from 100 s of the recording on, with speech up to the last second; each sample is its second. */
const SEGMENT: SpeechSegment = {
  index: 3,
  channel: 1,
  startSeconds: 100,
  endSeconds: 110,
  speechStartSeconds: 100,
  speechEndSeconds: 109.2,
  samples: Float32Array.from({ length: 10 * SAMPLE_RATE }, (_, at) => Math.floor(at / SAMPLE_RATE) / 10),
};

/** `text` from a second to another one, word by word. */
function heard(...words: [text: string, startSeconds: number, endSeconds: number][]): Hypothesis {
  const timed: Word[] = words.map(([text, startSeconds, endSeconds]) => ({ text, startSeconds, endSeconds }));
  return { text: timed.map(({ text }) => text).join(' '), words: timed, wordTimes: 'estimated' };
}

const ENDED_EARLY = heard(
  ['Send', 0, 1],
  ['me,', 1, 2],
  ['please,', 2.4, 4],
  ['that', 4, 5],
  ['much', 5.2, 6],
  ['news.', 7, 10],
);

describe('tailsToHear', () => {
  it('are those that begin in the longest pauses two to six seconds before a last word that takes too long', () => {
    const tails = tailsToHear(SEGMENT, ENDED_EARLY);
    expect(tails.map(({ startSeconds }) => startSeconds)).toEqual([102.2, 104]);
    expect(tails[0]).toMatchObject({ index: 3, channel: 1, endSeconds: 110, speechStartSeconds: 102.2 });
    expect(tails[0]?.samples).toHaveLength(7.8 * SAMPLE_RATE);
    expect(tails[1]?.samples[0]).toBeCloseTo(0.4);
  });

  it.each([
    ['the silence after speech counts for no word', heard(['Send', 0, 4], ['news.', 8.4, 10])],
    ['long words take their time', heard(['Send', 0, 4], ['circumstances.', 7.5, 9])],
    ['numbers take their time', heard(['Send', 0, 4], ['1470.', 7.5, 9])],
    ['there is too little before it', heard(['Send', 5, 6], ['news.', 6, 10])],
    ['times that a model measured are not of all the sound', { ...ENDED_EARLY, wordTimes: 'measured' }],
    ['an engine without word times tells nothing', { text: 'Send me news.' }],
    ['there are no words', { text: '', words: [], wordTimes: 'estimated' }],
  ] as const)('are none: %s', (_, hypothesis) => {
    expect(tailsToHear(SEGMENT, hypothesis)).toEqual([]);
  });
});

describe('withEnd', () => {
  const [tail] = tailsToHear(SEGMENT, ENDED_EARLY) as [SpeechSegment];
  const complete = (...words: Parameters<typeof heard>) =>
    withEnd({ segment: SEGMENT, heard: ENDED_EARLY }, { tail, tailHeard: heard(...words) });

  it('adds what follows the last word, which ends where it now does', () => {
    const whole = complete(['Pleas', 0, 1.6], ['news', 4.75, 5.3], ['and', 5.3, 6], ['garlands.', 6, 7]);
    expect(whole?.text).toBe('Send me, please, that much news and garlands.');
    expect(whole?.words?.slice(-3)).toEqual([
      { text: 'news', startSeconds: expect.closeTo(6.95), endSeconds: expect.closeTo(7.5) },
      { text: 'and', startSeconds: expect.closeTo(7.5), endSeconds: expect.closeTo(8.2) },
      { text: 'garlands.', startSeconds: expect.closeTo(8.2), endSeconds: expect.closeTo(9.2) },
    ]);
    expect(whole?.wordTimes).toBe('estimated');
  });

  it.each([
    [
      'nothing follows',
      [
        ['Please,', 0, 1],
        ['news.', 4.8, 7],
      ],
    ],
    [
      'the last word is heard as another one',
      [
        ['Please,', 0, 1],
        ['gnus', 4.8, 7],
        ['now.', 7, 8],
      ],
    ],
    [
      'the word is said elsewhere',
      [
        ['News', 3, 3.4],
        ['now.', 3.4, 8],
      ],
    ],
    ['nothing is heard', []],
  ] as [string, Parameters<typeof heard>][])('is none: %s', (_, words) => {
    expect(complete(...words)).toBeNull();
  });

  it('does not take a repeated last word for more', () => {
    expect(complete(['news.', 4.5, 4.9], ['News.', 4.9, 7])).toBeNull();
  });
});
