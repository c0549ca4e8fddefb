import { wordsOf } from './heard-text.js';

/** Where an engine was not sure how its text goes on. */
export interface Doubt {
  /** Characters of the text before it. A space before a word belongs to what follows: before the first one it is at -1. */
  readonly at: number;
  /** How it might have gone on instead, with a space where a word begins. */
  readonly instead: readonly string[];
}

/** Letters, in lower case, that may be those with which a term begins at a word. */
export interface Beginning {
  /** Offset of the word in the text. */
  readonly start: number;
  readonly letters: string;
}

/** A term may begin so many words before the one that was in doubt. */
const WORDS_BACK_MAX = 3;

/** What else an engine thought of, from the word in doubt on and from those before it. */
export function otherBeginnings(text: string, doubts: readonly Doubt[]): Beginning[] {
  const words = wordsOf(text);
  return doubts.flatMap(({ at, instead }) =>
    words
      .filter(({ start }) => start <= at + 1)
      .slice(-WORDS_BACK_MAX)
      .flatMap(({ start }) =>
        instead
          .map((other) => (text.slice(start, Math.max(at, start)) + other).toLowerCase().trimStart())
          .filter((letters) => letters !== '')
          .map((letters) => ({ start, letters })),
      ),
  );
}
