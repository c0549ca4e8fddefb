import { describe, expect, it } from 'vitest';
import { SampleBuffer } from './segmentation-buffer.js';

const ramp = (from: number, to: number): Float32Array =>
  Float32Array.from({ length: to - from }, (_, i) => from + i);

describe('SampleBuffer', () => {
  it('finds samples by their position in the recording after earlier ones were forgotten', () => {
    const buffer = new SampleBuffer();
    for (let at = 0; at < 1_000_000; at += 1_000) {
      buffer.append(ramp(at, at + 1_000));
      buffer.discardBefore(at - 5_000);
    }
    expect(buffer.end).toBe(1_000_000);
    expect(buffer.slice(995_500, 995_503)).toEqual(ramp(995_500, 995_503));
  });

  it('grows for what may not be forgotten', () => {
    const buffer = new SampleBuffer();
    buffer.append(ramp(0, 600_000));
    expect(buffer.slice(0, 2)).toEqual(ramp(0, 2));
    expect(buffer.slice(599_998, 600_000)).toEqual(ramp(599_998, 600_000));
  });

  it('finds the quietest point, the last one of equals', () => {
    const buffer = new SampleBuffer();
    const samples = new Float32Array(1_000).fill(1);
    samples.fill(0, 300, 310);
    samples.fill(0, 700, 710);
    buffer.append(samples);
    expect(buffer.quietestPoint(100, 900, 10)).toBe(705);
    expect(buffer.quietestPoint(100, 500, 10)).toBe(305);
  });
});
