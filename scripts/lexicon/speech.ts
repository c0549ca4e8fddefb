import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chance } from './chance.js';

/** Hz, of what the engine is given. */
export const SAMPLE_RATE = 16_000;

/** How a sentence comes to the engine: as it was spoken, through a telephone, or with noise. */
export type Air = 'clean' | 'telephone' | 'noise';

const TELEPHONE_RATE = 8000;
/** Amplitude of the noise by that of the voice: 20 to 14 dB. */
const NOISE_SHARE = [1 / 10, 1 / 5] as const;
/** Zero crossings of a sinc to each side. */
const SINC_WIDTH = 16;

/** A sentence to speak. */
export interface Speech {
  readonly said: string;
  /** A synthesiser, `flite` or `espeak-ng`, and the name that it has for the voice. */
  readonly voice: string;
  readonly air: Air;
}

/** Mono PCM at {@link SAMPLE_RATE}. */
export async function speak({ said, voice, air }: Speech): Promise<Float32Array> {
  const spoken = readWav(await synthesised(said, voice));
  const samples = resampled(spoken.samples, spoken.rate, SAMPLE_RATE);
  if (air === 'telephone') return throughTelephone(samples);
  return air === 'noise' ? withNoise(samples, said) : samples;
}

async function synthesised(text: string, voice: string): Promise<Buffer> {
  const [program = '', name = ''] = voice.split(' ');
  const dir = await mkdtemp(join(tmpdir(), 'steno-speech-'));
  const path = join(dir, 'spoken.wav');
  try {
    const given =
      program === 'flite' ? ['-voice', name, '-t', text, '-o', path] : ['-v', name, '-w', path, text];
    await promisify(execFile)(program, given);
    return await readFile(path);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** 16 bits, mono, with a header of any length. */
function readWav(wav: Buffer): { samples: Float32Array; rate: number } {
  const format = wav.indexOf('fmt ');
  const data = wav.indexOf('data') + 8;
  const count = Math.floor((wav.length - data) / 2);
  const samples = Float32Array.from({ length: count }, (_, at) => wav.readInt16LE(data + 2 * at) / 32_768);
  return { samples, rate: wav.readUInt32LE(format + 12) };
}

/** By a sinc under a Hann window, which takes away what the lower of the two rates cannot hold. */
function resampled(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const cutoff = Math.min(1, to / from);
  const reach = SINC_WIDTH / cutoff;
  return Float32Array.from({ length: Math.floor((samples.length * to) / from) }, (_, at) => {
    const centre = (at * from) / to;
    let sum = 0;
    for (let near = Math.ceil(centre - reach); near <= centre + reach; near += 1) {
      const distance = near - centre;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
      sum += (samples[near] ?? 0) * cutoff * sinc(cutoff * distance) * window;
    }
    return sum;
  });
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** 4 kHz, in the 8 bits of µ-law. */
function throughTelephone(samples: Float32Array): Float32Array {
  const narrow = resampled(samples, SAMPLE_RATE, TELEPHONE_RATE).map((value) => {
    const compressed = Math.log1p(255 * Math.min(1, Math.abs(value))) / Math.log(256);
    return (Math.sign(value) * Math.expm1((Math.round(127 * compressed) / 127) * Math.log(256))) / 255;
  });
  return resampled(narrow, TELEPHONE_RATE, SAMPLE_RATE);
}

function withNoise(samples: Float32Array, said: string): Float32Array {
  const random = chance(seedOf(said));
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  const [least, most] = NOISE_SHARE;
  const level = Math.sqrt(3 * power) * (least + (most - least) * random());
  return samples.map((value) => Math.max(-1, Math.min(1, value + level * (2 * random() - 1))));
}

/** Each sentence has noise of its own. */
function seedOf(said: string): number {
  return (
    Array.from(said).reduce((seed, letter) => Math.imul(31, seed) + (letter.codePointAt(0) ?? 0), 7) >>> 0
  );
}
