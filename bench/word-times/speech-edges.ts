import { SAMPLE_RATE } from '../raw-engine/read-pcm.js';
import { quantile } from '../statistics.js';

/** Levels are taken over so much: no edge is known better. */
const WINDOW = 0.005 * SAMPLE_RATE;
/** Speech begins and ends with so many loud windows in a row; a click is shorter. */
const LASTING_WINDOWS = 6;
/** Loud is what is so much above the quietest tenth, in dB, … */
const ABOVE_FLOOR_DB = 10;
/** … and not further below the loudest tenth: a faint consonant is, at most. */
const BELOW_LOUDEST_DB = 40;

/** From the first loud window of a recording to its last one. Throws when none is. */
export function trimToSpeech(samples: Float32Array): Float32Array {
  const levels = levelsOf(samples);
  const threshold = Math.max(
    quantile(levels, 0.1) + ABOVE_FLOOR_DB,
    quantile(levels, 0.9) - BELOW_LOUDEST_DB,
  );
  const lasts = (from: number): boolean =>
    levels.slice(from, from + LASTING_WINDOWS).every((level) => level >= threshold);
  const starts = levels.slice(0, 1 - LASTING_WINDOWS).flatMap((_, window) => (lasts(window) ? [window] : []));
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) throw new Error('Nobody speaks in this recording.');
  return samples.subarray(first * WINDOW, (last + LASTING_WINDOWS) * WINDOW);
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
