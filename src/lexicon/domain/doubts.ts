import type { HeardWord } from './heard-text.js';
import type { Reading } from './reading.js';

/** Where an engine was not sure how its text goes on. */
export interface Doubt {
  /** Characters of the text before it. A space before a word belongs to what follows: before the first one it is at -1. */
  readonly at: number;
  /** How it might have gone on instead, with a space where a word begins, and how much less likely that was, in nats. */
  readonly instead: readonly { readonly text: string; readonly nats: number }[];
}

/** Letters, in lower case, that may be those with which a term begins at a word. */
export interface Beginning {
  /** Offset of the word in the text. */
  readonly start: number;
  readonly letters: string;
  /** How much less likely they are than what was written, in nats. */
  readonly nats: number;
}

/** A term may begin so many words before the one that was in doubt. */
const WORDS_BACK_MAX = 3;

/**
 * What else an engine thought of, from the word in doubt on and from those before it, where a term begins so. `doubts` in the
 * order of the text.
 */
export function otherBeginnings(
  { text, words }: Pick<Reading, 'text' | 'words'>,
  doubts: readonly Doubt[],
  beginsTerm: (letters: string) => boolean,
): Beginning[] {
  const beginnings: Beginning[] = [];
  let last = -1;
  for (const { at, instead } of doubts) {
    while (last + 1 < words.length && (words[last + 1] as HeardWord).start <= at + 1) last += 1;
    for (const { start } of words.slice(Math.max(0, last + 1 - WORDS_BACK_MAX), last + 1)) {
      const before = text.slice(start, Math.max(at, start)).toLowerCase();
      if (before !== '' && !beginsTerm(before)) continue;
      for (const { text: other, nats } of instead) {
        const letters = (before + other.toLowerCase()).trimStart();
        if (letters !== '' && beginsTerm(letters)) beginnings.push({ start, letters, nats });
      }
    }
  }
  return beginnings;
}
