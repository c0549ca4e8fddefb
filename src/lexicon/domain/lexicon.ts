/**
 * How a term is written where it is put in. `exact`: as the lexicon has it. `keep`: with a capital letter where what was
 * heard had one, such as at the beginning of a sentence.
 */
export const TERM_CASES = ['exact', 'keep'] as const;
export type TermCase = (typeof TERM_CASES)[number];

export interface LexiconEntry {
  /** As it is to be written: one word or several. */
  readonly term: string;
  /** What it is misheard as, spelled out: replaced by the term wherever it stands, and further ways to say it. */
  readonly soundsLike: readonly string[];
  /** How much likelier than others it is to be said: 1 is neutral, 0 leaves it to `soundsLike` alone. */
  readonly boost: number;
  readonly case: TermCase;
  /** False: `soundsLike` is replaced inside of longer words too. */
  readonly wholeWord: boolean;
}

/** What an engine is told of an entry. */
export type SoughtTerm = Pick<LexiconEntry, 'term' | 'soundsLike' | 'boost'>;

/** No likelier to be said than others. */
export function neutral(term: string): SoughtTerm {
  return { term, soundsLike: [], boost: 1 };
}

export interface LexiconContent {
  /** For people; may be empty. */
  readonly description: string;
  readonly entries: readonly LexiconEntry[];
}

/** One version of a lexicon: it never changes. */
export interface LexiconRef {
  readonly id: string;
  /** From 1. */
  readonly version: number;
}

export interface LexiconSummary extends LexiconRef {
  readonly description: string;
  readonly termCount: number;
  readonly createdAt: Date;
}

export const LEXICON_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Where a lexicon is asked for: its id, for the version of the time, or `id@version`. */
export const LEXICON_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:@[1-9]\d{0,8})?$/;

/** `version` is null when none is named. Null when `reference` is none. */
export function parseReference(reference: string): { id: string; version: number | null } | null {
  if (!LEXICON_REFERENCE.test(reference)) return null;
  const [id = '', version] = reference.split('@');
  return { id, version: version === undefined ? null : Number(version) };
}

/** A change that a lexicon made to a transcript. */
export interface Correction {
  readonly from: string;
  readonly to: string;
  /** Index of the text that it was made in, from 0. */
  readonly segment: number;
  /** How likely it is right, 0 to 1; 1 where the lexicon spells out what to replace. */
  readonly score: number;
}
