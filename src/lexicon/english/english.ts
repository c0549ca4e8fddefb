import { distance } from 'fastest-levenshtein';
import { LRUCache } from 'lru-cache';
import type { Language } from '../domain/language.js';
import { joinPhones, parsePhones, type Phones } from '../domain/phones.js';
import { LetterSounds } from './letter-sounds.js';
import { ENGLISH_LETTER_SOUNDS } from './letter-sounds.data.js';
import { stringsOf, WordList } from './word-list.js';

/** Zipf's law as Mandelbrot has it: the frequency of the word of a rank is `1 / (rank + 2.7)`, by the sum over all. */
const RANK_SHIFT = 2.7;

/** Fewer strings in a package mean that it is another one than we know. */
const DICTIONARY_STRINGS_MIN = 200_000;
const RANKED_WORDS_MIN = 100_000;

/** Words that the list does not have are taken for ten times as rare as the last one that it has. */
const UNLISTED = 10;

/** Words of texts come again and again; to look one up takes 18 steps. */
const FREQUENCIES_KEPT = 5000;

/** English as the CMU pronouncing dictionary spells its sounds and Wikipedia counts its words. */
export class English implements Language {
  private readonly letterSounds = new LetterSounds(ENGLISH_LETTER_SOUNDS);
  private readonly spoken: WordList;
  private readonly ranks: WordList;
  private readonly logSum: number;
  private readonly logFrequencies = new LRUCache<string, number>({
    max: FREQUENCIES_KEPT,
    memoMethod: (word) => this.lookUpLogFrequency(word),
  });

  constructor() {
    const strings = stringsOf('cmu-pronouncing-dictionary', DICTIONARY_STRINGS_MIN);
    this.spoken = WordList.of(
      Array.from({ length: strings.length / 2 }, (_, at) => [
        strings[2 * at] ?? '',
        strings[2 * at + 1] ?? '',
      ]),
    );
    const words = stringsOf('popular-english-words/words.js', RANKED_WORDS_MIN);
    this.ranks = WordList.of(words.map((word, rank) => [word, String(rank)]));
    this.logSum = Math.log(Math.log((words.length + RANK_SHIFT) / RANK_SHIFT));
  }

  pronounce(word: string): Phones {
    const spoken = this.spoken.get(word);
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
    return this.logFrequencies.memo(word);
  }

  editDistance(a: string, b: string): number {
    return distance(a, b);
  }

  private lookUpLogFrequency(word: string): number {
    const rank = this.ranks.get(word) ?? this.ranks.get(word.replace(/['’].*$/, ''));
    return -Math.log(Number(rank ?? UNLISTED * this.ranks.size) + RANK_SHIFT) - this.logSum;
  }
}
