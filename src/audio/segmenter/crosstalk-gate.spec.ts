import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { CrosstalkGate } from './crosstalk-gate.js';

/** Noise of changing loudness, as speech is: two seeds have nothing in common. */
function voice(seed: number, level = 0.3, seconds = 3): Float32Array {
  let state = seed;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return Float32Array.from(
    { length: seconds * SAMPLE_RATE },
    (_, i) => level * random() * (1 + Math.sin((2 * Math.PI * 4 * i) / SAMPLE_RATE)),
  );
}

const delayed = (samples: Float32Array, by: number, level: number): Float32Array =>
  samples.map((_, i) => level * (samples[i - by] ?? 0));

const sum = (a: Float32Array, b: Float32Array): Float32Array => a.map((sample, i) => sample + (b[i] ?? 0));

const energy = (samples: Float32Array): number => samples.reduce((total, sample) => total + sample ** 2, 0);

/** How much of each channel's energy is left. */
function kept(...channels: Float32Array[]): number[] {
  const before = channels.map(energy);
  const blocks = channels.map((channel) => channel.slice());
  new CrosstalkGate(channels.length).process(blocks);
  return blocks.map((block, index) => energy(block) / (before[index] ?? 1));
}

describe('CrosstalkGate', () => {
  it('leaves the first of channels that are alike', () => {
    expect(kept(voice(1), voice(1), voice(1))).toEqual([1, 0, 0]);
  });

  it('leaves one of two channels in opposite phase', () => {
    expect(kept(voice(1), delayed(voice(1), 0, -1))).toEqual([1, 0]);
  });

  it("takes out one speaker's voice in the other's microphone, whichever it is", () => {
    expect(kept(voice(1), delayed(voice(1), 40, 0.05))).toEqual([1, 0]);
    expect(kept(delayed(voice(1), 40, 0.05), voice(1))[1]).toBe(1);
    expect(kept(delayed(voice(1), 40, 0.05), voice(1))[0]).toBeLessThan(0.01);
  });

  it('leaves two people who speak at once as they are', () => {
    expect(kept(voice(1), voice(2, 0.1))).toEqual([1, 1]);
    const [first, second] = [voice(1), voice(2)];
    expect(kept(sum(first, delayed(second, 40, 0.1)), sum(second, delayed(first, 40, 0.1)))).toEqual([1, 1]);
  });

  it('leaves silence alone', () => {
    expect(kept(voice(1), new Float32Array(SAMPLE_RATE))[0]).toBe(1);
  });

  it('opens again when the other one begins to speak', () => {
    const silence = new Float32Array(3 * SAMPLE_RATE);
    const own = Float32Array.from([...silence, ...voice(2)]);
    const other = Float32Array.from([...voice(1), ...silence]);
    const channel = sum(own, delayed(other, 40, 0.05));
    new CrosstalkGate(2).process([other, channel]);
    expect(energy(channel.subarray(0, 2 * SAMPLE_RATE))).toBeLessThan(0.1);
    expect(energy(channel.subarray(4 * SAMPLE_RATE))).toBeGreaterThan(
      0.99 * energy(voice(2).subarray(SAMPLE_RATE)),
    );
  });
});
