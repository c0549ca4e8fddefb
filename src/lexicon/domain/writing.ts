import type { LexiconEntry } from './lexicon.js';

/** The term as it is to stand in place of `heard`. */
export function written(
  { term, case: termCase }: LexiconEntry,
  heard: string,
  opensSentence: boolean,
): string {
  if (termCase === 'exact') return term;
  if (isShouted(heard)) return term.toUpperCase();
  return opensSentence && /^\p{Lu}/u.test(heard) ? capitalised(term) : term;
}

/** `DELMONICO`; a single capital is the beginning of a sentence, or an abbreviation. */
function isShouted(heard: string): boolean {
  return /\p{Lu}.*\p{Lu}/u.test(heard) && heard === heard.toUpperCase();
}

export function capitalised(term: string): string {
  return term.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
