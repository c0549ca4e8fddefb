import { describe, expect, it } from 'vitest';
import { toWav } from './wav.js';

describe('a WAV file', () => {
  const file = Buffer.from(toWav(Float32Array.of(0, 1, -1, 0.5, 2)));

  it('says what it holds: 16-bit mono at 16 kHz', () => {
    expect(file.toString('latin1', 0, 4)).toBe('RIFF');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.toString('latin1', 8, 16)).toBe('WAVEfmt ');
    expect(file.readUInt32LE(24)).toBe(16_000);
    expect(file.readUInt32LE(28)).toBe(32_000);
    expect(file.readUInt16LE(34)).toBe(16);
    expect(file.readUInt32LE(40)).toBe(10);
  });

  it('holds the samples, clipped where they are too loud', () => {
    const samples = Array.from({ length: 5 }, (_, index) => file.readInt16LE(44 + 2 * index));
    expect(samples).toEqual([0, 32_767, -32_767, 16_384, 32_767]);
  });
});
