import { wordsOf } from './heard-text.js';
import { type LexiconEntry, TERM_CASES, type TermCase } from './lexicon.js';
import { LEXICON_LIMITS } from './lexicon-limits.js';

/** What is wrong with an entry: `entries.3.boost`. */
export interface EntryProblem {
  readonly field: string;
  readonly message: string;
}

export type EntriesRead =
  { readonly entries: readonly LexiconEntry[] } | { readonly problems: readonly EntryProblem[] };

const FIELDS = ['term', 'sounds_like', 'boost', 'case', 'whole_word'] as const;
const PROBLEMS_MAX = 20;
/** Control characters, and the marks that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const TEXT_RULE = `must be 1 to ${LEXICON_LIMITS.termLength} printable characters in at most ${LEXICON_LIMITS.termWords} words, with a letter or a digit`;
const SOUNDS_RULE = `must be a list of at most ${LEXICON_LIMITS.soundsLike} texts; each ${TEXT_RULE}`;

/**
 * Reads the entries of a lexicon as clients send them; what is left out has its default. Tells the first twenty problems:
 * a file of ten thousand lines is mended faster when they all come at once.
 */
export function readEntries(given: unknown): EntriesRead {
  if (!Array.isArray(given))
    return { problems: [{ field: 'entries', message: 'must be a list of entries' }] };
  if (given.length > LEXICON_LIMITS.entries) {
    const message = `there may be ${LEXICON_LIMITS.entries} entries at most, and these are ${given.length}`;
    return { problems: [{ field: 'entries', message }] };
  }
  const problems: EntryProblem[] = [];
  const entries: LexiconEntry[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, value] of (given as unknown[]).entries()) {
    if (problems.length >= PROBLEMS_MAX) break;
    const entry = readEntry(value, `entries.${index}`, problems);
    if (!entry) continue;
    const earlier = lineOf.get(entry.term);
    if (earlier !== undefined) {
      problems.push({ field: `entries.${index}.term`, message: `is the term of entries.${earlier} too` });
    }
    lineOf.set(entry.term, index);
    entries.push(entry);
  }
  return problems.length > 0 ? { problems: problems.slice(0, PROBLEMS_MAX) } : { entries };
}

function readEntry(value: unknown, field: string, problems: EntryProblem[]): LexiconEntry | null {
  const given: unknown = typeof value === 'string' ? { term: value } : value;
  const before = problems.length;
  const report = (name: string, message: string) => {
    problems.push({ field: name === '' ? field : `${field}.${name}`, message });
  };
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    report('', 'must be a term, or an object with a term');
    return null;
  }
  const entry = given as Record<string, unknown>;
  const unknown = Object.keys(entry).find((name) => !(FIELDS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    report(unknown.slice(0, 64), `there is no such field; there are ${FIELDS.join(', ')}`);
  }
  const term = readText(entry['term']);
  if (term === null) report('term', TEXT_RULE);
  const sounds = readSounds(entry['sounds_like'] ?? []);
  if (sounds === null) report('sounds_like', SOUNDS_RULE);
  const boost = entry['boost'] ?? 1;
  if (!isBoost(boost)) report('boost', `must be a number from 0 to ${LEXICON_LIMITS.boost}`);
  const termCase = entry['case'] ?? defaultCase(term ?? '');
  if (!isCase(termCase)) report('case', `must be ${TERM_CASES.join(' or ')}`);
  const wholeWord = entry['whole_word'] ?? true;
  if (typeof wholeWord !== 'boolean') report('whole_word', 'must be true or false');
  if (problems.length > before || term === null || sounds === null || !isBoost(boost) || !isCase(termCase)) {
    return null;
  }
  return { term, soundsLike: sounds, boost, case: termCase, wholeWord: wholeWord !== false };
}

/** A term with capital letters wants them; one without is an ordinary word, and gets one where a sentence begins. */
export function defaultCase(term: string): TermCase {
  return /\p{Lu}/u.test(term) ? 'exact' : 'keep';
}

/** Spaces count once. Null when it cannot be a term. */
function readText(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 4 * LEXICON_LIMITS.termLength) return null;
  const text = value.trim().replaceAll(/ +/g, ' ').normalize('NFC');
  const words = wordsOf(text).length;
  const fits = text.length <= LEXICON_LIMITS.termLength && words > 0 && words <= LEXICON_LIMITS.termWords;
  return fits && !UNPRINTABLE.test(text) ? text : null;
}

function readSounds(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length > LEXICON_LIMITS.soundsLike) return null;
  const texts = value.map(readText);
  return texts.includes(null) ? null : [...new Set(texts as string[])];
}

function isBoost(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LEXICON_LIMITS.boost;
}

function isCase(value: unknown): value is TermCase {
  return (TERM_CASES as readonly unknown[]).includes(value);
}
