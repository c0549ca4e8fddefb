import { wavHeader } from '../wav-header.js';

const SAMPLE_RATE = 16_000;
const BYTES_PER_SAMPLE = 2;

/** A WAV file, 16 kHz mono, in which nothing is heard. */
export function silence(seconds: number): Buffer {
  const data = Buffer.alloc(Math.round(seconds * SAMPLE_RATE) * BYTES_PER_SAMPLE);
  return Buffer.concat([wavHeader(1, data.length), data]);
}
