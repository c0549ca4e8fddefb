import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { MonoDownmix, sanitise } from './mono-downmix.js';

const tone = (seconds: number, hertz: number, level = 0.5): Float32Array =>
  Float32Array.from(
    { length: seconds * SAMPLE_RATE },
    (_, i) => level * Math.sin((2 * Math.PI * hertz * i) / SAMPLE_RATE),
  );

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe('MonoDownmix', () => {
  it('averages channels in phase', () => {
    expect(rms(new MonoDownmix().mix(tone(1, 300), tone(1, 300)))).toBeCloseTo(rms(tone(1, 300)), 5);
  });

  it('keeps what is in opposite phase on the channels', () => {
    expect(rms(new MonoDownmix().mix(tone(1, 300), tone(1, 300, -0.4)))).toBeGreaterThan(
      0.8 * rms(tone(1, 300)),
    );
  });

  it('keeps half of a channel whose neighbour is silent', () => {
    const mixed = new MonoDownmix().mix(tone(1, 300), new Float32Array(SAMPLE_RATE));
    expect(rms(mixed)).toBeCloseTo(rms(tone(1, 300)) / 2, 5);
  });

  it('mixes two talkers who have nothing in common without turning one over', () => {
    const [low, high] = [tone(1, 300), tone(1, 470)];
    const sum = low.map((sample, i) => (sample + (high[i] ?? 0)) / 2);
    expect(new MonoDownmix().mix(low, high)).toEqual(sum);
  });

  it('follows a change of phase without a jump', () => {
    const left = tone(10, 300);
    const right = tone(10, 300).map((sample, i) => (i < 5 * SAMPLE_RATE ? sample : -sample));
    const mixed = new MonoDownmix().mix(left, right);
    expect(rms(mixed.subarray(8 * SAMPLE_RATE))).toBeGreaterThan(0.8 * rms(tone(1, 300)));
    const steps = mixed.slice(1).map((sample, i) => Math.abs(sample - (mixed[i] ?? 0)));
    expect(steps.reduce((a, b) => Math.max(a, b))).toBeLessThan(0.2);
  });
});

describe('sanitise', () => {
  it('leaves nothing that is not a number or out of range', () => {
    const samples = Float32Array.of(0.5, NaN, Infinity, -Infinity, 3, -3, -1);
    sanitise(samples);
    expect([...samples]).toEqual([0.5, 0, 1, -1, 1, -1, -1]);
  });
});
