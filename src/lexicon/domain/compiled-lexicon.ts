import { plainLetters, wordsOf } from './heard-text.js';
import type { Language } from './language.js';
import type { LexiconEntry, SoughtTerm } from './lexicon.js';
import { lowerBound } from './lower-bound.js';
import type { Phones } from './phones.js';
import type { SoundCosts } from './sound-costs.js';
import { SoundSearch } from './sound-search.js';
import { spokenForms, type WordSounds, wordSounds } from './spoken-form.js';

/** A term with all that can be known of it before a text is there. */
export interface CompiledTerm {
  readonly entry: LexiconEntry;
  readonly letters: string;
  readonly wordCount: number;
  /** How rare it is in general: the sum of its words' information, in nats. */
  readonly surprisal: number;
  readonly hasCapital: boolean;
}

/** One way to say a term. */
export interface SpokenTerm {
  readonly term: CompiledTerm;
  readonly phones: Phones;
}

/** Shorter ones sound like too much else: `sounds_like` and the exact spelling are left to them. */
const PHONES_MIN = 3;

/** A lexicon made ready for one language. {@link LexiconCompiler} makes it. */
export interface CompiledLexicon {
  /** Terms that are looked for by their sound. */
  readonly size: number;
  readonly spoken: readonly SpokenTerm[];
  readonly search: SoundSearch;
  /** How words of texts are spoken. */
  readonly sounds: WordSounds;
  /** Terms in lower case, sorted, each with the indices of what is spoken for it. */
  readonly byBeginning: readonly { readonly letters: string; readonly spoken: readonly number[] }[];
  /** Terms by their letters, and the most words that one of them has. */
  readonly byLetters: ReadonlyMap<string, CompiledTerm>;
  readonly wordsMax: number;
  /** What the lexicon spells out: its words by their letters, with spaces between. */
  readonly replacements: ReadonlyMap<string, CompiledTerm>;
  readonly replacementWordsMax: number;
  /** Of entries that may stand inside of words, the longest first. */
  readonly partReplacements: readonly { readonly from: string; readonly term: CompiledTerm }[];
}

/** Compiles entry by entry: ten thousand take long enough that the caller wants to let others run in between. */
export class LexiconCompiler {
  private readonly spoken: SpokenTerm[] = [];
  private readonly byLetters = new Map<string, CompiledTerm>();
  private readonly replacements = new Map<string, CompiledTerm>();
  private readonly partReplacements: { from: string; term: CompiledTerm }[] = [];
  private readonly byBeginning: { letters: string; spoken: readonly number[] }[] = [];
  private size = 0;
  private wordsMax = 0;
  private replacementWordsMax = 0;

  constructor(
    private readonly language: Language,
    private readonly costs: SoundCosts,
  ) {}

  add(entry: LexiconEntry): void {
    const words = wordsOf(entry.term);
    const term: CompiledTerm = {
      entry,
      letters: plainLetters(entry.term),
      wordCount: words.length,
      surprisal: words.reduce((sum, { text }) => sum - this.language.logFrequency(text.toLowerCase()), 0),
      hasCapital: /\p{Lu}/u.test(entry.term),
    };
    this.wordsMax = Math.max(this.wordsMax, words.length);
    if (!this.byLetters.has(term.letters)) this.byLetters.set(term.letters, term);
    if (entry.boost > 0) {
      this.size += 1;
      this.addSounds(term);
    }
    this.addReplacements(term);
  }

  finish(): CompiledLexicon {
    const forms = this.spoken.map(({ phones }) => phones);
    return {
      size: this.size,
      spoken: this.spoken,
      search: new SoundSearch(forms, this.costs),
      sounds: wordSounds(this.language),
      byBeginning: this.byBeginning.toSorted((a, b) => (a.letters < b.letters ? -1 : 1)),
      byLetters: this.byLetters,
      wordsMax: this.wordsMax,
      replacements: this.replacements,
      replacementWordsMax: this.replacementWordsMax,
      partReplacements: this.partReplacements.toSorted((a, b) => b.from.length - a.from.length),
    };
  }

  private addSounds(term: CompiledTerm): void {
    const first = this.spoken.length;
    for (const text of [term.entry.term, ...term.entry.soundsLike]) {
      for (const phones of spokenForms(text, this.language)) {
        if (phones.length >= PHONES_MIN) this.spoken.push({ term, phones });
      }
    }
    const spoken = Array.from({ length: this.spoken.length - first }, (_, at) => first + at);
    if (spoken.length > 0) this.byBeginning.push({ letters: term.entry.term.toLowerCase(), spoken });
  }

  private addReplacements(term: CompiledTerm): void {
    for (const sound of term.entry.soundsLike) {
      const words = wordsOf(sound).map(({ text }) => plainLetters(text));
      this.replacementWordsMax = Math.max(this.replacementWordsMax, words.length);
      this.replacements.set(words.join(' '), term);
      if (!term.entry.wholeWord) this.partReplacements.push({ from: sound, term });
    }
  }
}

/** Terms of which only the sound matters. */
export function compileTerms(
  terms: Iterable<SoughtTerm>,
  language: Language,
  costs: SoundCosts,
): CompiledLexicon {
  const compiler = new LexiconCompiler(language, costs);
  for (const one of terms) compiler.add({ ...one, case: 'keep', wholeWord: true });
  return compiler.finish();
}

type Beginnings = CompiledLexicon['byBeginning'];

/** Terms in `byBeginning`, from the first one to before another. */
export interface TermRange {
  readonly from: number;
  readonly to: number;
}

/** The terms that begin with letters, in lower case. */
export function termsBeginning(letters: string, { byBeginning }: CompiledLexicon): TermRange {
  const from = firstNotBefore(letters, byBeginning);
  return { from, to: firstNotBefore(`${letters}\uffff`, byBeginning) };
}

export function beginsTerm(letters: string, { byBeginning }: CompiledLexicon): boolean {
  return byBeginning[firstNotBefore(letters, byBeginning)]?.letters.startsWith(letters) ?? false;
}

/** Index of the first that does not come before `letters`. */
function firstNotBefore(letters: string, sorted: Beginnings): number {
  return lowerBound(sorted.length, (index) => (sorted[index]?.letters ?? '') < letters);
}
