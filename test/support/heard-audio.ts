import { SAMPLE_RATE } from '../../src/transcription/domain/segment.js';

/** From and to, in seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** 16-bit mono at 16 kHz, as a provider is sent it. Throws for anything else. */
export function readWav(file: Buffer): { readonly samples: Float32Array; readonly seconds: number } {
  const isWav = file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 16) === 'WAVEfmt ';
  const isPlain = isWav && file.readUInt16LE(20) === 1 && file.readUInt16LE(22) === 1;
  if (!isPlain || file.readUInt32LE(24) !== SAMPLE_RATE || file.readUInt16LE(34) !== 16) {
    throw new Error('this is no 16-bit mono WAV of 16 kHz');
  }
  const bytes = file.readUInt32LE(40);
  if (file.readUInt32LE(4) !== file.length - 8 || bytes !== file.length - 44)
    throw new Error('its sizes are wrong');
  const samples = Float32Array.from(
    { length: bytes / 2 },
    (_, index) => file.readInt16LE(44 + 2 * index) / 32_768,
  );
  return { samples, seconds: samples.length / SAMPLE_RATE };
}

const FRAME = SAMPLE_RATE / 20;
const AUDIBLE_LEVEL = 0.005;
/** A pause that is shorter belongs to the stretch. */
const PAUSE_SECONDS = 1;

/** Where there is sound. */
export function audibleStretches(samples: Float32Array): Stretch[] {
  const stretches: Stretch[] = [];
  for (let from = 0; from < samples.length; from += FRAME) {
    const frame = samples.subarray(from, from + FRAME);
    if (Math.sqrt(frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length) < AUDIBLE_LEVEL)
      continue;
    const [start, end] = [from / SAMPLE_RATE, (from + frame.length) / SAMPLE_RATE];
    const last = stretches.at(-1);
    if (last && start - last.end < PAUSE_SECONDS)
      stretches[stretches.length - 1] = { start: last.start, end };
    else stretches.push({ start, end });
  }
  return stretches;
}
