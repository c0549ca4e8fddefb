import { describe, expect, it } from 'vitest';
import { otherHearings } from './second-hearing.js';
import { SAMPLE_RATE, type SpeechSegment } from './segment.js';

/** A second of padding on either side of speech of value 1. */
function segment(speechSeconds: number, paddingSeconds = 1): SpeechSegment {
  const seconds = speechSeconds + 2 * paddingSeconds;
  const samples = new Float32Array(seconds * SAMPLE_RATE);
  samples.fill(1, paddingSeconds * SAMPLE_RATE, (paddingSeconds + speechSeconds) * SAMPLE_RATE);
  return {
    index: 3,
    channel: 1,
    startSeconds: 10,
    endSeconds: 10 + seconds,
    speechStartSeconds: 10 + paddingSeconds,
    speechEndSeconds: 10 + paddingSeconds + speechSeconds,
    samples,
  };
}

describe('a segment in which nothing was heard', () => {
  it('is heard without its padding, then in silence; its place stays', () => {
    const [bare, inSilence] = otherHearings(segment(4), 18);
    expect(bare).toMatchObject({ index: 3, channel: 1, startSeconds: 11, endSeconds: 15 });
    expect(bare?.samples.every((sample) => sample === 1)).toBe(true);
    expect(bare?.samples).toHaveLength(4 * SAMPLE_RATE);
    expect(inSilence).toMatchObject({ startSeconds: 9, endSeconds: 17, speechStartSeconds: 11 });
    expect(inSilence?.samples).toHaveLength(8 * SAMPLE_RATE);
    expect(inSilence?.samples[2 * SAMPLE_RATE]).toBe(1);
  });

  it('is never longer than the engine takes', () => {
    expect([...otherHearings(segment(15), 18)]).toHaveLength(1);
  });

  it('that is all speech has no padding to lose', () => {
    expect([...otherHearings(segment(4, 0), 18)]).toHaveLength(1);
  });

  it('with hardly any speech is left at that', () => {
    expect([...otherHearings(segment(0.7), 18)]).toEqual([]);
  });
});
