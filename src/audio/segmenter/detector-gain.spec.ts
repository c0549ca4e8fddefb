import { expect, it } from 'vitest';
import { DetectorGain } from './detector-gain.js';

const window = (level: number): Float32Array => new Float32Array(4).fill(level);
const heard = (gain: DetectorGain, level: number): number => gain.apply(window(level), level)[0] ?? NaN;

it('leaves speech of the usual level as it is', () => {
  expect(heard(new DetectorGain(4), 0.3)).toBeCloseTo(0.3);
});

it('raises a quiet recording, within bounds', () => {
  expect(heard(new DetectorGain(4), 0.01)).toBeCloseTo(0.1);
  expect(heard(new DetectorGain(4), 0.001)).toBeCloseTo(0.02);
});

it('does not raise the pauses of loud speech to its level', () => {
  const gain = new DetectorGain(4);
  heard(gain, 0.5);
  expect(heard(gain, 0.01)).toBeCloseTo(0.01);
});

it('follows a recording that stays quiet', () => {
  const gain = new DetectorGain(4);
  heard(gain, 0.5);
  for (let windows = 0; windows < 3_000; windows++) heard(gain, 0.01);
  expect(heard(gain, 0.01)).toBeCloseTo(0.1);
});

it('makes nothing of silence', () => {
  expect(heard(new DetectorGain(4), 0)).toBe(0);
});
