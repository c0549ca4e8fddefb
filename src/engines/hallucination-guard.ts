import { SAMPLE_RATE } from '../transcription/domain/segment.js';

/** Below this peak (-80 dBFS, three steps of 16-bit audio) nothing can be heard. */
const SILENT_PEAK = 1e-4;

/** The fastest of our real recordings reads at 22 characters a second. */
const MAX_CHARS_PER_SECOND = 40;
/** Speech is cut close: a word that is said in 0.2 s is no miracle. */
const MARGIN_SECONDS = 0.5;

/** A phrase that is said this often in a row … */
const LOOP_REPEATS = 4;
/** … with this many words altogether … */
const LOOP_WORDS = 10;
/** … and so many for each second of audio is a loop of the decoder, not of the speaker. */
const LOOP_WORDS_PER_SECOND = 3;
const LONGEST_PHRASE_WORDS = 20;

/** A loop inside of one word, such as "hahahaha…". */
const SYLLABLE_LOOP = /(.{1,8}?)\1{19,}/gu;

/**
 * Takes out of a hypothesis what no speaker can have said, and leaves everything else as it is:
 *
 * - any text on silence;
 * - a phrase that the decoder repeats over and over (it stays once): Moonshine does this on languages that it does
 *   not know and on segments that are too long;
 * - any text that is longer than could have been said in the time.
 */
export function guardHypothesis(text: string, samples: Float32Array): string {
  if (!isAudible(samples)) return '';
  const audioSeconds = samples.length / SAMPLE_RATE;
  const words = text.replace(SYLLABLE_LOOP, '$1').split(/\s+/).filter(Boolean);
  const guarded = withoutLoops(words, audioSeconds).join(' ');
  return guarded.length > MAX_CHARS_PER_SECOND * (audioSeconds + MARGIN_SECONDS) ? '' : guarded;
}

function isAudible(samples: Float32Array): boolean {
  return samples.some((sample) => Math.abs(sample) >= SILENT_PEAK);
}

function withoutLoops(words: readonly string[], audioSeconds: number): string[] {
  const minWords = Math.max(LOOP_WORDS, LOOP_WORDS_PER_SECOND * audioSeconds);
  const spoken = words.map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const kept: string[] = [];
  for (let index = 0; index < words.length;) {
    const { phrase, repeats } = longestLoopAt(spoken, index);
    const isLoop = repeats >= LOOP_REPEATS && repeats * phrase >= minWords;
    kept.push(...words.slice(index, index + (isLoop ? phrase : 1)));
    index += isLoop ? repeats * phrase : 1;
  }
  return kept;
}

/** The phrase that starts at `index` and covers most words by its repeats; the shortest of equal ones. */
function longestLoopAt(words: readonly string[], index: number): { phrase: number; repeats: number } {
  let longest = { phrase: 1, repeats: 1 };
  for (let phrase = 1; phrase <= LONGEST_PHRASE_WORDS; phrase += 1) {
    const repeats = repeatsAt(words, index, phrase);
    if (repeats >= LOOP_REPEATS && repeats * phrase > longest.repeats * longest.phrase) {
      longest = { phrase, repeats };
    }
  }
  return longest;
}

/** How often the `length` words at `index` stand there in a row. */
function repeatsAt(words: readonly string[], index: number, length: number): number {
  let end = index + length;
  while (end < words.length && words[end] === words[end - length]) end += 1;
  return Math.floor((end - index) / length);
}
