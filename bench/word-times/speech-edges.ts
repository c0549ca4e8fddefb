import { SAMPLE_RATE } from '../raw-engine/read-pcm.js';
import { quantile } from '../statistics.js';

/** Levels are taken over so much: no edge is known better. */
const WINDOW = 0.01 * SAMPLE_RATE;
/** Loud is what is so much above the quietest tenth, in dB. */
const ABOVE_FLOOR_DB = 12;
/** Quiet within a word, such as the closure of a stop, in windows. */
const MAX_CLOSURE = 10;
/** What is loud for less, and apart, is a breath, a click or the rest of a word before: no speech. In windows. */
const MIN_SPEECH = 15;

/** From the start of the first speech in a recording to the end of the last. Throws when there is none. */
export function trimToSpeech(samples: Float32Array): Float32Array {
  const levels = levelsOf(samples);
  const threshold = quantile(levels, 0.1) + ABOVE_FLOOR_DB;
  const loud = levels.flatMap((level, window) => (level >= threshold ? [window] : []));
  const speech = stretchesOf(loud).filter(([first, last]) => last - first >= MIN_SPEECH);
  const [first, last] = [speech[0]?.[0], speech.at(-1)?.[1]];
  if (first === undefined || last === undefined) throw new Error('Nobody speaks in this recording.');
  return samples.subarray(first * WINDOW, (last + 1) * WINDOW);
}

/** First and last window of each stretch without a quiet longer than a closure. */
function stretchesOf(loud: readonly number[]): [first: number, last: number][] {
  const stretches: [number, number][] = [];
  for (const window of loud) {
    const open = stretches.at(-1);
    if (open && window - open[1] <= MAX_CLOSURE) open[1] = window;
    else stretches.push([window, window]);
  }
  return stretches;
}

/** In dB, one for each window. */
function levelsOf(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / WINDOW) }, (_, window) => {
    const energy = samples
      .subarray(window * WINDOW, (window + 1) * WINDOW)
      .reduce((sum, sample) => sum + sample ** 2, 0);
    return 10 * Math.log10(energy / WINDOW + 1e-10);
  });
}

/** Between recordings that were joined. The closure of a stop within a word is noise, and shorter. */
const DIGITAL_SILENCE_SECONDS = 0.1;
/** The smallest number of A-law is louder than 0. */
const DIGITAL_SILENCE_PEAK = 0.0005;

/** The stretches of a recording between its digital silences. */
export function splitAtDigitalSilence(samples: Float32Array): Float32Array[] {
  const pieces: Float32Array[] = [];
  let from = 0;
  let loudUntil = 0;
  for (const [at, sample] of samples.entries()) {
    if (Math.abs(sample) <= DIGITAL_SILENCE_PEAK) continue;
    if (at - loudUntil >= DIGITAL_SILENCE_SECONDS * SAMPLE_RATE) {
      pieces.push(samples.subarray(from, loudUntil));
      from = at;
    }
    loudUntil = at + 1;
  }
  return [...pieces, samples.subarray(from, loudUntil)].filter(({ length }) => length > 0);
}
