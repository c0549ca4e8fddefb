import type { CompiledLexicon, CompiledTerm } from './compiled-lexicon.js';
import { type HeardWord, plainLetters, type Stretch, stretchesOf, wordsOf } from './heard-text.js';

/** Characters of a text: from one to before another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Those that belong to a term. */
export interface TermSpan extends Span {
  readonly term: CompiledTerm;
}

/** Parts of a word with hyphens. */
const HYPHENATED_WORDS_MAX = 3;

/** What can be said of a text without comparing sounds. Terms are looked for when they are first wanted. */
export class Reading {
  readonly words: readonly HeardWord[];
  readonly stretches: readonly Stretch[];
  private knownTerms: readonly TermSpan[] | null = null;
  private knownSpelledOut: readonly TermSpan[] | null = null;

  constructor(
    readonly text: string,
    readonly lexicon: CompiledLexicon,
  ) {
    this.words = wordsOf(text);
    this.stretches = stretchesOf(text, this.words);
  }

  /** Where a term stands, letter by letter, though perhaps in another case or with other marks. */
  get terms(): readonly TermSpan[] {
    this.knownTerms ??= this.stretches.flatMap((stretch) => termsIn(stretch, this.text, this.lexicon));
    return this.knownTerms;
  }

  /** Where the lexicon spells out what to put in. */
  get spelledOut(): readonly TermSpan[] {
    this.knownSpelledOut ??= [
      ...this.stretches.flatMap((stretch) => replacementsIn(stretch, this.lexicon)),
      ...partReplacementsIn(this.text, this.lexicon),
    ];
    return this.knownSpelledOut;
  }

  /** Whether some of it is one of these: nothing else is suspected there. */
  isSettled(span: Span): boolean {
    const overlaps = (other: TermSpan): boolean => overlap(other, span);
    return this.terms.some(overlaps) || this.spelledOut.some(overlaps);
  }
}

export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** `to-night` is `tonight` with a mark; `to night` is not. */
function termsIn(stretch: Stretch, text: string, { byLetters, wordsMax }: CompiledLexicon): TermSpan[] {
  return spansOf(stretch, { wordsMax: Math.max(wordsMax, HYPHENATED_WORDS_MAX), between: '' }, (run) => {
    const term = byLetters.get(run.letters);
    const isTerm = term?.wordCount === run.wordCount || !/\s/.test(text.slice(run.start, run.end));
    return isTerm ? term : undefined;
  });
}

function replacementsIn(stretch: Stretch, lexicon: CompiledLexicon): TermSpan[] {
  if (lexicon.replacements.size === 0) return [];
  return spansOf(stretch, { wordsMax: lexicon.replacementWordsMax, between: ' ' }, ({ letters }) =>
    lexicon.replacements.get(letters),
  );
}

/** Inside of words too. */
function partReplacementsIn(text: string, { partReplacements }: CompiledLexicon): TermSpan[] {
  if (partReplacements.length === 0) return [];
  const lower = text.toLowerCase();
  // A letter that changes its length with its case would shift all that follows.
  if (lower.length !== text.length) return [];
  return partReplacements.flatMap(({ from, term }) => {
    const spans: TermSpan[] = [];
    const wanted = from.toLowerCase();
    for (
      let start = lower.indexOf(wanted);
      start >= 0;
      start = lower.indexOf(wanted, start + wanted.length)
    ) {
      spans.push({ term, start, end: start + wanted.length });
    }
    return spans;
  });
}

interface Run {
  readonly wordCount: number;
  /** Of its words, with `between` between them. */
  readonly letters: string;
  readonly start: number;
  readonly end: number;
}

interface Runs {
  readonly wordsMax: number;
  readonly between: string;
}

/** The terms of all runs of up to `wordsMax` words, and of each without the mark of an owner or a plural in its last word. */
function spansOf(
  stretch: Stretch,
  { wordsMax, between }: Runs,
  termOf: (run: Run) => CompiledTerm | undefined,
): TermSpan[] {
  const spans: TermSpan[] = [];
  const add = (run: Run): void => {
    const term = termOf(run);
    if (term) spans.push({ term, start: run.start, end: run.end });
  };
  const words = stretch.map((word) => lettersOf(word));
  for (const [from, { start }] of stretch.entries()) {
    let before = '';
    for (const [at, { letters, stem, end, stemEnd }] of words.slice(from, from + wordsMax).entries()) {
      add({ wordCount: at + 1, letters: before + letters, start, end });
      if (stemEnd < end) add({ wordCount: at + 1, letters: before + stem, start, end: stemEnd });
      before += letters + between;
    }
  }
  return spans;
}

/** Of a word, and of what is left of it without the mark of an owner or a plural. */
function lettersOf({ text, end }: HeardWord): {
  letters: string;
  stem: string;
  end: number;
  stemEnd: number;
} {
  const length = suffixOf(text).length;
  const letters = plainLetters(text);
  const stem = length === 0 ? letters : plainLetters(text.slice(0, -length));
  return { letters, stem, end, stemEnd: end - length };
}

/** What an owner or a plural has after the term itself: `'s` or `s`; often nothing. */
export function suffixOf(word: string): string {
  if (!word.endsWith('s') && !word.endsWith('S')) return '';
  return /(?:['’]s|(?<=^.{2,}[^siu'’])s)$/iu.exec(word)?.[0] ?? '';
}
