import type { Alternative } from '../../lexicon/domain/alternative.js';
import { type CompiledLexicon, termsBeginning } from '../../lexicon/domain/compiled-lexicon.js';
import { CORRECTION_MODEL } from '../../lexicon/domain/correction-model.js';
import { otherBeginnings } from '../../lexicon/domain/doubts.js';
import { evidenceOf, logOddsOf } from '../../lexicon/domain/evidence.js';
import type { Language } from '../../lexicon/domain/language.js';
import { read } from '../../lexicon/domain/reading.js';
import { placeOfSuspect, type Suspect, suspectsBeginning } from '../../lexicon/domain/suspects.js';
import { capitalised } from '../../lexicon/domain/writing.js';
import { SpelledText } from './spelled-text.js';
import type { Vocabulary } from './vocabulary.js';
import { GivenText, type WrittenText } from './written-text.js';

/** What is less likely than what was written by more, in nats, is not told. */
const TOLD_MAX = 7;
/**
 * A term is asked about when the text alone speaks for it by so much at least, in log odds, less a part of what its beginning
 * is less likely than what was written (ADR 18).
 */
const PROMISE_MIN = -8;
const WEIGHT_OF_DOUBT = 0.5;
/** For each text. */
const SUSPECTS_MAX = 500;
const QUESTIONS_MAX = 12;

/** Terms to listen for, in a language. */
export interface ReadyTerms {
  readonly lexicon: CompiledLexicon;
  readonly language: Language;
}

/** Asks the decoder about terms that it may have misheard in one text: how likely is the text with the term in it? */
export class TermListener {
  private questions: readonly Question[] = [];

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly terms: ReadyTerms,
  ) {}

  /** What the decoder is to read: the text as it might have gone on. */
  ask(text: WrittenText): GivenText[] {
    const { lexicon, language } = this.terms;
    const spelled = new SpelledText(text, this.vocabulary);
    const beginnings = otherBeginnings(spelled.text, spelled.doubts).filter(
      ({ letters }) => termsBeginning(letters, lexicon).length > 0,
    );
    if (beginnings.length === 0) return [];
    const reading = read(spelled.text, lexicon);
    this.questions = soundingMostAlike(suspectsBeginning(reading, lexicon, language, beginnings))
      .slice(0, SUSPECTS_MAX)
      .flatMap((suspect) => this.questionsOf(suspect, text, spelled))
      .toSorted((a, b) => b.promise - a.promise)
      .slice(0, QUESTIONS_MAX);
    return this.questions.map(({ given }) => given);
  }

  /** What came of it: of several ways to write a term the likeliest. */
  get alternatives(): Alternative[] {
    const byPlace = new Map<string, Alternative>();
    for (const { suspect, given, written } of this.questions) {
      const { start, end, spoken } = suspect;
      const nats = Math.round(100 * (written - given.logLikelihood)) / 100;
      if (nats > TOLD_MAX || nats >= (byPlace.get(placeOfSuspect(suspect))?.nats ?? Infinity)) continue;
      byPlace.set(placeOfSuspect(suspect), { term: spoken.term.entry.term, start, end, nats });
    }
    return [...byPlace.values()];
  }

  /** The ways to write it that are worth asking about; of those that differ from the same piece on the likelier one. */
  private questionsOf(suspect: Suspect, text: WrittenText, spelled: SpelledText): Question[] {
    const { lexicon, language } = this.terms;
    const { start, end, spoken } = suspect;
    const evidence = evidenceOf(suspect, { language, terms: lexicon.size, nats: 0 });
    const logOdds = logOddsOf(evidence, 1, CORRECTION_MODEL.text);
    if (logOdds < PROMISE_MIN) return [];
    const byBeginning = new Map<number, Question>();
    for (const term of spellings(spoken.term.entry.term)) {
      const variant = spelled.variant(start, end, term);
      if (!variant) continue;
      const { after, length, instead } = variant;
      const nats = text.likelierBy(after, instead[0] as number);
      const promise = logOdds - WEIGHT_OF_DOUBT * nats;
      if (promise < (byBeginning.get(after)?.promise ?? PROMISE_MIN)) continue;
      const written = text.logLikelihood(after, after + length);
      const given = new GivenText(text, after, instead, written - TOLD_MAX);
      byBeginning.set(after, { suspect, given, written, promise });
    }
    return [...byBeginning.values()];
  }
}

interface Question {
  readonly suspect: Suspect;
  readonly given: GivenText;
  /** Log likelihood of what was written in its place. */
  readonly written: number;
  readonly promise: number;
}

/** Of the ways to say a term each place has one; the nearest first. */
function soundingMostAlike(suspects: readonly Suspect[]): Suspect[] {
  const byPlace = new Map<string, Suspect>();
  for (const suspect of suspects) {
    const other = byPlace.get(placeOfSuspect(suspect));
    if (!other || suspect.cost < other.cost) byPlace.set(placeOfSuspect(suspect), suspect);
  }
  return [...byPlace.values()].toSorted((a, b) => a.cost - b.cost);
}

/** A name is written with a capital, whatever the lexicon has. */
function spellings(term: string): string[] {
  return [...new Set([term, capitalised(term)])];
}
