import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { findPauses } from './pauses.js';

/** A tone for each stretch of so many seconds, with silence between: loud, silent, loud … */
function sound(...seconds: number[]): Float32Array {
  const stretches = seconds.map((length, index) =>
    Float32Array.from({ length: length * SAMPLE_RATE }, (_, at) =>
      index % 2 === 0 ? 0.3 * Math.sin(at / 5) : 0.0001 * Math.sin(at / 3),
    ),
  );
  const whole = new Float32Array(stretches.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const stretch of stretches) {
    whole.set(stretch, at);
    at += stretch.length;
  }
  return whole;
}

describe('findPauses', () => {
  it('finds where nobody speaks, within two hundredths of a second', () => {
    const pauses = findPauses(sound(1, 0.4, 1));
    expect(pauses).toHaveLength(1);
    expect(pauses[0]?.startSeconds).toBeCloseTo(1, 1);
    expect(Math.abs((pauses[0]?.startSeconds ?? 0) - 1)).toBeLessThan(0.025);
    expect(Math.abs((pauses[0]?.endSeconds ?? 0) - 1.4)).toBeLessThan(0.025);
  });

  it('takes the silence of a consonant for none, but not at an edge', () => {
    expect(findPauses(sound(1, 0.05, 1))).toEqual([]);
    const [first, ...others] = findPauses(sound(0, 0.06, 1));
    expect(first?.startSeconds).toBe(0);
    expect(others).toEqual([]);
  });

  it('goes to the very end of the segment', () => {
    const samples = sound(1, 0.505);
    expect(findPauses(samples).at(-1)?.endSeconds).toBe(samples.length / SAMPLE_RATE);
  });

  it('finds none where all is equally loud, or nothing is there', () => {
    expect(findPauses(sound(2))).toEqual([]);
    expect(findPauses(new Float32Array(0))).toEqual([]);
    expect(findPauses(new Float32Array(SAMPLE_RATE))).toEqual([]);
  });
});
