import type { Phones } from './phones.js';

/** What the correction has to know of a language. */
export interface Language {
  /** How a text of letters is spoken: lower case, one word. Empty when nothing in it is spoken. */
  pronounce(word: string): Phones;

  /** The name of a letter, in lower case. */
  spell(letter: string): Phones;

  /** Natural logarithm of how often a word, in lower case, is said among all words. Of an unknown one: a floor. */
  logFrequency(word: string): number;

  /** Insertions, deletions and substitutions of characters. */
  editDistance(a: string, b: string): number;
}
