import type { Language } from './domain/language.js';

/** A language of which nothing is known: there only what a lexicon spells out is replaced. */
const UNKNOWN: Language = {
  pronounce: () => new Uint8Array(),
  spell: () => new Uint8Array(),
  logFrequency: () => Number.NEGATIVE_INFINITY,
  editDistance: (a, b) => (a === b ? 0 : Math.max(a.length, b.length)),
};

let english: Promise<Language> | null = null;

/** By ISO 639-1 code. Loaded when it is first asked for: the sounds of English take 10 MB. */
export async function languageOf(code: string): Promise<Language> {
  if (code !== 'en') return UNKNOWN;
  english ??= import('./english/english.js').then(({ English }) => new English());
  return await english;
}
