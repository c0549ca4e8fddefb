import type { Alternative } from '../../lexicon/domain/alternative.js';
import { beginsTerm, type CompiledLexicon } from '../../lexicon/domain/compiled-lexicon.js';
import { otherBeginnings } from '../../lexicon/domain/doubts.js';
import {
  type CorrectionModel,
  type Evidence,
  evidenceOf,
  logOddsOf,
  ONCE_SAID,
  thresholdOf,
} from '../../lexicon/domain/evidence.js';
import type { Language } from '../../lexicon/domain/language.js';
import { Reading } from '../../lexicon/domain/reading.js';
import {
  placeOfSuspect,
  soundingMostAlike,
  type Suspect,
  suspectsBeginning,
} from '../../lexicon/domain/suspects.js';
import { capitalised } from '../../lexicon/domain/writing.js';
import { SpelledText } from './spelled-text.js';
import type { Vocabulary } from './vocabulary.js';
import { GivenText, type WrittenText } from './written-text.js';

/** For each text, those that turn out to be settled among them. */
const SUSPECTS_MAX = 500;

/** Terms to listen for, in a language. */
export interface ReadyTerms {
  readonly lexicon: CompiledLexicon;
  readonly language: Language;
  readonly curiosity: Curiosity;
}

/** What is asked about, and what is told. */
export interface Curiosity {
  /**
   * `promise`: of what is worth asking about; its `nats` are those of the first piece that differs. What the others would
   * refuse, whatever is still to come, is asked no further.
   */
  readonly judgements: Pick<CorrectionModel, 'promise' | 'text' | 'ear'>;
  /** For each text. */
  readonly questionsMax: number;
  /** What is less likely than what was written by more is not told. */
  readonly natsMax: number;
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
    const { lexicon, curiosity } = this.terms;
    const spelled = new SpelledText(text, this.vocabulary);
    const reading = new Reading(spelled.text, lexicon);
    const beginnings = otherBeginnings(reading, spelled.doubts, (letters) => beginsTerm(letters, lexicon));
    if (beginnings.length === 0) return [];
    const suspects = suspectsBeginning(reading, beginnings);
    this.questions = soundingMostAlike(suspects, (suspect) => suspect)
      .toSorted((a, b) => a.cost - b.cost)
      .slice(0, SUSPECTS_MAX)
      .flatMap((suspect) => this.questionsOf(suspect, text, spelled))
      .filter(({ suspect }) => !reading.isSettled(suspect))
      .toSorted((a, b) => b.logOdds - a.logOdds)
      .slice(0, curiosity.questionsMax);
    return this.questions.map(({ given }) => given);
  }

  /** What came of it: of several ways to write a term the likeliest. */
  get alternatives(): Alternative[] {
    const byPlace = new Map<string, Alternative>();
    for (const { suspect, given, written, first } of this.questions) {
      const { start, end, spoken } = suspect;
      const nats = hundredths(written - given.logLikelihood);
      if (given.isRefused || nats >= (byPlace.get(placeOfSuspect(suspect))?.nats ?? Infinity)) continue;
      byPlace.set(placeOfSuspect(suspect), {
        term: spoken.term.entry.term,
        start,
        end,
        nats,
        first: hundredths(first),
      });
    }
    return [...byPlace.values()];
  }

  /** The ways to write it that are worth asking about; of those that differ from the same piece on the likelier one. */
  private questionsOf(suspect: Suspect, text: WrittenText, spelled: SpelledText): Question[] {
    const { lexicon, language, curiosity } = this.terms;
    const { promise } = curiosity.judgements;
    const { start, end, spoken } = suspect;
    const { term, boost } = spoken.term.entry;
    const evidence = evidenceOf(suspect, { language, terms: lexicon.size, nats: 0 });
    const least = thresholdOf(evidence, promise);
    if (logOddsOf(evidence, boost, promise) < least) return [];
    const byBeginning = new Map<number, Question>();
    for (const spelling of spellings(term)) {
      const variant = spelled.variant(start, end, spelling);
      if (!variant) continue;
      const { after, length, instead } = variant;
      const first = text.likelierBy(after, instead[0] as number);
      if (first === Infinity) continue;
      const logOdds = logOddsOf({ ...evidence, nats: first }, boost, promise);
      if (logOdds < (byBeginning.get(after)?.logOdds ?? least)) continue;
      const written = text.logLikelihood(after, after + length);
      const given = new GivenText(text, after, instead, written - natsThatMatter(evidence, boost, curiosity));
      if (!given.isRefused) byBeginning.set(after, { suspect, given, written, first, logOdds });
    }
    return [...byBeginning.values()];
  }
}

/**
 * What is not told leaves the term to the text alone. Where that refuses it, even if it is said elsewhere, answers that would be
 * refused as well need not be told.
 */
function natsThatMatter(evidence: Evidence, boost: number, { judgements, natsMax }: Curiosity): number {
  const { text, ear } = judgements;
  if (logOddsOf(evidence, boost, text) + ONCE_SAID >= thresholdOf(evidence, text)) return natsMax;
  const { nats: perNat = 0 } = ear.weights;
  if (perNat >= 0) return natsMax;
  const toSpare = logOddsOf(evidence, boost, ear) + ONCE_SAID - thresholdOf(evidence, ear);
  return Math.min(natsMax, toSpare / -perNat + HUNDREDTH);
}

interface Question {
  readonly suspect: Suspect;
  readonly given: GivenText;
  /** Log likelihood of what was written in its place. */
  readonly written: number;
  /** How much less likely its first piece is than what was written, in nats. */
  readonly first: number;
  /** That it is right, as far as can be told before. */
  readonly logOdds: number;
}

/** A name is written with a capital, whatever the lexicon has. */
function spellings(term: string): string[] {
  return [...new Set([term, capitalised(term)])];
}

/** What is told is rounded to it. */
const HUNDREDTH = 0.01;

function hundredths(nats: number): number {
  return Math.round(100 * nats) / 100;
}
