import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { toWav } from '../../src/engines/openai/wav.js';
import { SAMPLE_RATE } from '../../src/transcription/domain/segment.js';

export interface Speech {
  readonly samples: Float32Array;
  readonly text: string;
}

/** A sentence of 3.5 seconds, and what the default model hears in it. */
export function speech(): Speech {
  const wav = readFileSync(join(import.meta.dirname, '../fixtures/arctic-aew-a0003.wav'));
  const data = wav.subarray(wav.indexOf('data') + 8);
  const samples = Float32Array.from(
    { length: data.length / 2 },
    (_, index) => data.readInt16LE(2 * index) / 32_768,
  );
  return { samples, text: 'For the twentieth time that evening the two men shook hands.' };
}

/** Speech of the given length, over and over the same sentence: long to decode. */
export function longSpeech(seconds: number): Float32Array {
  const { samples } = speech();
  return Float32Array.from(
    { length: seconds * SAMPLE_RATE },
    (_, index) => samples[index % samples.length] ?? 0,
  );
}

/** The sentence in so much noise that some of its words are misheard, for each seed in its own way. */
export function speechInNoise(seed: number): Float32Array {
  const random = xoroshiro128plus(seed);
  return speech().samples.map((value) => value + 0.1 * (uniformFloat64(random) * 2 - 1));
}

/** A recording of `seconds` in which the sentence is said at these times, as a WAV file. */
export function spokenAt(times: readonly number[], seconds: number): Uint8Array {
  const { samples } = speech();
  const recording = new Float32Array(seconds * SAMPLE_RATE);
  for (const time of times) recording.set(samples, time * SAMPLE_RATE);
  return toWav(recording);
}
