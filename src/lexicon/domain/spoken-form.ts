import type { Language } from './language.js';
import { joinPhones, type Phones } from './phones.js';

const PARTS = /\p{N}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+(?:['’]\p{Ll}+)*|\p{Lu}/gu;
const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
/** Longer runs of capitals are words that somebody shouts. */
const ABBREVIATION_MAX_LENGTH = 5;
const VARIANTS_MAX = 4;

/** Words come again and again; when so many are known all are forgotten. */
const WORDS_KEPT = 5000;

/** How the words of transcripts are spoken. `B12`, `PostgreSQL` and `IAX` are taken apart; figures are read out. */
export class WordSounds {
  private readonly known = new Map<string, Phones>();

  constructor(private readonly language: Language) {}

  of(word: string): Phones {
    const known = this.known.get(word);
    if (known) return known;
    if (this.known.size === WORDS_KEPT) this.known.clear();
    const phones = spokenForms(word, this.language)[0] ?? new Uint8Array();
    this.known.set(word, phones);
    return phones;
  }
}

const sounds = new WeakMap<Language, WordSounds>();

/** Those of a language: lexicons share them. */
export function wordSounds(language: Language): WordSounds {
  const known = sounds.get(language) ?? new WordSounds(language);
  sounds.set(language, known);
  return known;
}

/**
 * The ways in which a term may be spoken, the likeliest first; at most four. A run of capitals is read letter by
 * letter or as a word: `SQL`, `NASA`.
 */
export function spokenForms(text: string, language: Language): Phones[] {
  let forms: Phones[] = [new Uint8Array()];
  for (const part of partsOf(text)) {
    const spoken = formsOfPart(part, language).filter((phones) => phones.length > 0);
    if (spoken.length === 0) continue;
    forms = spoken.flatMap((phones) => forms.map((form) => joinPhones([form, phones])));
    forms = forms.slice(0, VARIANTS_MAX);
  }
  return forms.filter((form) => form.length > 0);
}

function partsOf(text: string): string[] {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').match(PARTS) ?? [];
}

function formsOfPart(part: string, language: Language): Phones[] {
  if (/^\p{N}/u.test(part)) {
    return [joinPhones(numberWords(part).map((word) => language.pronounce(word)))];
  }
  const isAbbreviation = part.length <= ABBREVIATION_MAX_LENGTH && part === part.toUpperCase();
  if (!isAbbreviation) return [language.pronounce(part.toLowerCase())];
  const letters = joinPhones(Array.from(part.toLowerCase(), (letter) => language.spell(letter)));
  const isSayable = part.length > 2 && /[aeiouy]/i.test(part);
  return isSayable ? [letters, language.pronounce(part.toLowerCase())] : [letters];
}

/** Up to 99 as a number; longer figures digit by digit, as codes and names have them. */
function numberWords(figures: string): string[] {
  const value = Number(figures);
  if (figures.length > 2 || !Number.isInteger(value) || (figures.length > 1 && value < 10)) {
    return Array.from(figures, (figure) => DIGITS[Number(figure)] ?? '');
  }
  if (value < 10) return [DIGITS[value] ?? ''];
  if (value < 20) return [TEENS[value - 10] ?? 'nineteen'];
  const unit = value % 10;
  return [TENS[Math.floor(value / 10) - 2] ?? '', ...(unit === 0 ? [] : [DIGITS[unit] ?? ''])];
}
