import type { CompiledLexicon, CompiledTerm } from './compiled-lexicon.js';
import { type HeardWord, plainLetters, type Stretch, stretchesOf, wordsOf } from './heard-text.js';

/** Characters of a text that belong to a term. */
export interface TermSpan {
  readonly term: CompiledTerm;
  readonly start: number;
  readonly end: number;
}

/** What can be said of a text without comparing sounds. */
export interface Reading {
  readonly text: string;
  readonly stretches: readonly Stretch[];
  /** Where a term stands, letter by letter, though perhaps in another case or with other marks. */
  readonly terms: readonly TermSpan[];
  /** Where the lexicon spells out what to put in. */
  readonly spelledOut: readonly TermSpan[];
}

/** Parts of a word with hyphens. */
const HYPHENATED_WORDS_MAX = 3;

export function read(text: string, lexicon: CompiledLexicon): Reading {
  const stretches = stretchesOf(text, wordsOf(text));
  return {
    text,
    stretches,
    terms: stretches.flatMap((stretch) => termsIn(stretch, text, lexicon)),
    spelledOut: [
      ...stretches.flatMap((stretch) => replacementsIn(stretch, lexicon)),
      ...partReplacementsIn(text, lexicon),
    ],
  };
}

/** `to-night` is `tonight` with a mark; `to night` is not. */
function termsIn(stretch: Stretch, text: string, { byLetters, wordsMax }: CompiledLexicon): TermSpan[] {
  return runsOf(stretch, Math.max(wordsMax, HYPHENATED_WORDS_MAX)).flatMap(({ words, start, end }) => {
    const term = byLetters.get(words.map(plainLetters).join(''));
    const isTerm = term?.wordCount === words.length || !/\s/.test(text.slice(start, end));
    return term && isTerm ? [{ term, start, end }] : [];
  });
}

function replacementsIn(stretch: Stretch, lexicon: CompiledLexicon): TermSpan[] {
  if (lexicon.replacements.size === 0) return [];
  return runsOf(stretch, lexicon.replacementWordsMax).flatMap(({ words, start, end }) => {
    const term = lexicon.replacements.get(words.map(plainLetters).join(' '));
    return term ? [{ term, start, end }] : [];
  });
}

/** Inside of words too. */
function partReplacementsIn(text: string, { partReplacements }: CompiledLexicon): TermSpan[] {
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
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** All runs of up to `wordsMax` words, and each again without the mark of an owner or a plural in its last word. */
function runsOf(stretch: Stretch, wordsMax: number): Run[] {
  const runs: Run[] = [];
  for (const [from, first] of stretch.entries()) {
    for (let to = from; to < Math.min(stretch.length, from + wordsMax); to += 1) {
      const last = stretch[to] as HeardWord;
      const before = stretch.slice(from, to).map((word) => word.text);
      runs.push({ words: [...before, last.text], start: first.start, end: last.end });
      const length = suffixOf(last.text).length;
      if (length === 0) continue;
      const stem = last.text.slice(0, -length);
      runs.push({ words: [...before, stem], start: first.start, end: last.end - length });
    }
  }
  return runs;
}

/** What an owner or a plural has after the term itself: `'s` or `s`; often nothing. */
export function suffixOf(word: string): string {
  return /(?:['’]s|(?<=^.{2,}[^siu'’])s)$/iu.exec(word)?.[0] ?? '';
}
