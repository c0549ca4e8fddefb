import { dictionary } from 'cmu-pronouncing-dictionary';
import { distance } from 'fastest-levenshtein';
import { words as popularWords } from 'popular-english-words';
import type { Language } from '../domain/language.js';
import { joinPhones, parsePhones, type Phones } from '../domain/phones.js';
import { LetterSounds } from './letter-sounds.js';
import { ENGLISH_LETTER_SOUNDS } from './letter-sounds.data.js';

/** Zipf's law as Mandelbrot has it: the frequency of the word of a rank is `1 / (rank + 2.7)`, by the sum over all. */
const RANK_SHIFT = 2.7;

/** Words that the list does not have are taken for ten times as rare as the last one that it has. */
const UNLISTED = 10;

/** English as the CMU pronouncing dictionary spells its sounds and Wikipedia counts its words. */
export class English implements Language {
  private readonly letterSounds = new LetterSounds(ENGLISH_LETTER_SOUNDS);
  private readonly ranks: ReadonlyMap<string, number>;
  private readonly logSum: number;

  constructor() {
    const words = popularWords.getMostPopular(popularWords.getWordCount());
    this.ranks = new Map(words.map((word, rank) => [word, rank]));
    this.logSum = Math.log(Math.log((words.length + RANK_SHIFT) / RANK_SHIFT));
  }

  pronounce(word: string): Phones {
    const spoken = dictionary[word];
    // Some have a remark after the phones: `D AA1 R D IH2 S # place, danish`.
    if (spoken !== undefined) return parsePhones(spoken.replace(/ #.*$/, ''));
    const [, owner] = /^(.+)['’]s$/.exec(word) ?? [];
    if (owner !== undefined) return joinPhones([this.pronounce(owner), parsePhones('Z')]);
    return this.letterSounds.pronounce(word.replaceAll(/[^a-z]/g, ''));
  }

  spell(letter: string): Phones {
    return this.pronounce(`${letter}.`);
  }

  logFrequency(word: string): number {
    const rank = this.ranks.get(word) ?? this.ranks.get(word.replace(/['’].*$/, ''));
    return -Math.log((rank ?? UNLISTED * this.ranks.size) + RANK_SHIFT) - this.logSum;
  }

  editDistance(a: string, b: string): number {
    return distance(a, b);
  }
}
