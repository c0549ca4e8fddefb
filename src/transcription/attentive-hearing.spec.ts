import { describe, expect, it } from 'vitest';
import { hearAttentively } from './attentive-hearing.js';
import { type Hypothesis, SAMPLE_RATE, type SpeechSegment } from './domain/segment.js';

/** Ten seconds of speech from 100 s of the recording on. */
const SEGMENT: SpeechSegment = {
  index: 0,
  channel: 0,
  startSeconds: 100,
  endSeconds: 110,
  speechStartSeconds: 100,
  speechEndSeconds: 110,
  samples: new Float32Array(10 * SAMPLE_RATE),
};
const NOTHING: Hypothesis = { text: '' };
const ENDED_EARLY = heard(['Send', 0, 2], ['me', 2.4, 4], ['that', 4.2, 6.5], ['news.', 6.5, 10]);

/** What comes of these hypotheses, one after the other, and how many seconds each of them was of. */
async function hear(...hypotheses: Hypothesis[]) {
  const seconds: number[] = [];
  const { text } = await hearAttentively(SEGMENT, 18, ({ samples }) => {
    seconds.push(samples.length / SAMPLE_RATE);
    return Promise.resolve(hypotheses[seconds.length - 1] ?? NOTHING);
  });
  return { text, seconds };
}

function heard(...words: [text: string, startSeconds: number, endSeconds: number][]): Hypothesis {
  return {
    text: words.map(([text]) => text).join(' '),
    words: words.map(([text, startSeconds, endSeconds]) => ({ text, startSeconds, endSeconds })),
    wordTimes: 'estimated',
  };
}

describe('hearAttentively', () => {
  it('hears once what comes to its end', async () => {
    const complete = heard(['Send', 0, 8], ['me', 8, 8.5], ['news.', 8.5, 9.4]);
    expect(await hear(complete)).toEqual({ text: 'Send me news.', seconds: [10] });
  });

  it('adds the end from a tail', async () => {
    const tail = heard(['me', 0, 1.8], ['that', 2, 4.2], ['news', 4.3, 5], ['now.', 5, 7.8]);
    expect(await hear(ENDED_EARLY, tail)).toEqual({ text: 'Send me that news now.', seconds: [10, 7.8] });
  });

  it('hears another tail when the first one has no more, and leaves it at that', async () => {
    const same = heard(['news.', 4.3, 7.8]);
    expect(await hear(ENDED_EARLY, same, same)).toEqual({ text: ENDED_EARLY.text, seconds: [10, 7.8, 5.9] });
  });

  it('does both in a segment in which nothing was heard at first', async () => {
    const tail = heard(['news', 4.3, 5], ['now.', 5, 7.8]);
    expect(await hear(NOTHING, ENDED_EARLY, tail)).toMatchObject({ text: 'Send me that news now.' });
  });
});
