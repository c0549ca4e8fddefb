import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { timeWords } from './word-times.js';

const FRAME = 384;

/** Attention that rests on the frames of each piece: as many frames for each as are given, in their order. */
function attention(...frames: number[]): Float32Array[] {
  const total = frames.reduce((sum, count) => sum + count, 0);
  let start = 0;
  return frames.map((count) => {
    const row = new Float32Array(total);
    row.fill(1, start, (start += count));
    return row;
  });
}

const steady = (frames: number): Float32Array =>
  Float32Array.from({ length: frames * FRAME }, (_, at) => 0.3 * Math.sin(at / 5));

describe('timeWords', () => {
  it('times words by where their pieces were heard', () => {
    const words = [
      { text: 'one', from: 0, to: 1 },
      { text: 'twenty', from: 1, to: 3 },
    ];
    const timed = timeWords(words, attention(10, 5, 5, 10), steady(30));
    expect(timed.map(({ text }) => text)).toEqual(['one', 'twenty']);
    expect(timed[0]).toMatchObject({ startSeconds: 0, endSeconds: 0.264 });
    expect(timed[1]).toMatchObject({ startSeconds: 0.264, endSeconds: 0.504 });
  });

  it('moves the border between two words to the pause between them', () => {
    const samples = steady(100);
    const [from, to] = [0.9 * SAMPLE_RATE, 1.3 * SAMPLE_RATE];
    samples.fill(0, from, to);
    const words = [
      { text: 'one', from: 0, to: 1 },
      { text: 'two', from: 1, to: 2 },
    ];
    const [one, two] = timeWords(words, attention(50, 40, 10), samples);
    expect(one?.endSeconds).toBeCloseTo(0.9, 1);
    expect(two?.startSeconds).toBeCloseTo(1.3, 1);
  });

  it('never goes back, nor past the end, when the attention tells nothing', () => {
    const words = ['a', 'b', 'c', 'd'].map((text, from) => ({ text, from, to: from + 1 }));
    const nothing = Array.from({ length: 5 }, () => new Float32Array(3));
    const samples = steady(3);
    const times = timeWords(words, nothing, samples).flatMap(({ startSeconds, endSeconds }) => [
      startSeconds,
      endSeconds,
    ]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(samples.length / SAMPLE_RATE + 0.001);
  });

  it('has no times for no words', () => {
    expect(timeWords([], [], steady(3))).toEqual([]);
  });
});
