import { plainLetters } from './heard-text.js';
import type { Language } from './language.js';
import { shareOfMany } from './share-of-many.js';
import type { SoundCosts } from './sound-costs.js';
import type { Suspect } from './suspects.js';

/** What speaks for and against a term, by name; each is a number that the model weighs. */
export const EVIDENCE = [
  'always',
  'cost',
  'costPerPhone',
  'costPerPhoneSquared',
  'logPhones',
  'heardSurprisal',
  'rarestHeardWord',
  'unknownWords',
  'spelling',
  'logTerms',
  'logTermsSquared',
  'termSurprisal',
  'wordsTooMany',
  'wordsTooFew',
  'bothCapital',
  'lostCapital',
  'sameFirstLetter',
  'sameLastPhone',
  'sameSound',
  'oneKnownWord',
  'costOfRareWords',
  'homophone',
  'singular',
  'nats',
] as const;

export type EvidenceName = (typeof EVIDENCE)[number];
export type Evidence = Readonly<Record<EvidenceName, number>>;

/** A weight for each piece of evidence, in log odds. */
export type EvidenceWeights = Readonly<Partial<Record<EvidenceName, number>>>;

/** What was learned from examples: docs/adr/0018. */
export interface CorrectionModel {
  readonly costs: SoundCosts;
  /** For what only the text speaks for. */
  readonly text: Judgement;
  /** For what the engine is to be asked about. */
  readonly promise: Judgement;
  /** For what the engine was asked about. */
  readonly ear: Judgement;
}

export interface Judgement {
  readonly weights: EvidenceWeights;
  /** In log odds: from here on it is acted on. */
  readonly threshold: number;
  /**
   * With as many terms as {@link MANY_TERMS}; with up to {@link FEW_TERMS} it is `threshold`, in between it rises with their
   * logarithm. Default: `threshold`.
   */
  readonly thresholdOfMany?: number;
}

/** The more terms, the more of them sound by chance like what was said: more evidence is wanted for as few mistakes. */
export const FEW_TERMS = 1000;
export const MANY_TERMS = 3000;

/**
 * A rare word that was said once in a recording is far likelier to be said in it again (Church 2000, "Empirical Estimates of
 * Adaptation"): it counts as so many entries of the same term. Less than what is measured there, for words that sound like it
 * are said again as well.
 */
const ENTRIES_ONCE_SAID = 5;

/** What it adds to the log odds of a term that it was said elsewhere in the recording. */
export const ONCE_SAID = Math.log(ENTRIES_ONCE_SAID);

/** Information of a word that no list knows, in nats: rarer ones are not told apart. */
export const UNKNOWN_SURPRISAL = 16.2;
const TERM_SURPRISAL_MAX = 40;

interface Circumstances {
  readonly language: Language;
  /** Terms of the lexicon: the more there are, the likelier one sounds like something by chance. */
  readonly terms: number;
  /** `Alternative.nats`; 0 when the engine was not asked. */
  readonly nats: number;
}

export function evidenceOf(suspect: Suspect, { language, terms, nats }: Circumstances): Evidence {
  const { term, phones } = suspect.spoken;
  const letters = plainLetters(suspect.heard);
  const surprisals = suspect.words.map((word) =>
    Math.min(UNKNOWN_SURPRISAL, -language.logFrequency(word.text.toLowerCase())),
  );
  const unknownWords = surprisals.filter((surprisal) => surprisal >= UNKNOWN_SURPRISAL).length;
  const heardSurprisal = surprisals.reduce((sum, surprisal) => sum + surprisal, 0);
  const costPerPhone = suspect.cost / phones.length;
  const distance = language.editDistance(letters, term.letters);
  const sameSound = suspect.cost < 0.01;
  const oneKnownWord = suspect.words.length === 1 && unknownWords === 0;
  const bothCapital = term.hasCapital && hasInnerCapital(suspect);
  return {
    always: 1,
    cost: suspect.cost,
    costPerPhone,
    costPerPhoneSquared: costPerPhone ** 2,
    logPhones: Math.log(phones.length),
    heardSurprisal,
    rarestHeardWord: Math.max(...surprisals),
    unknownWords,
    spelling: distance / Math.max(letters.length, term.letters.length),
    logTerms: Math.log(terms),
    logTermsSquared: Math.log(terms) ** 2,
    termSurprisal: Math.min(term.surprisal, TERM_SURPRISAL_MAX),
    wordsTooMany: Math.max(0, suspect.words.length - term.wordCount),
    wordsTooFew: Math.max(0, term.wordCount - suspect.words.length),
    bothCapital: Number(bothCapital),
    lostCapital: Number(term.hasCapital && !/\p{Lu}/u.test(suspect.heard)),
    sameFirstLetter: Number(letters[0] === term.letters[0]),
    sameLastPhone: Number(suspect.phones.at(-1) === phones.at(-1)),
    sameSound: Number(sameSound),
    oneKnownWord: Number(oneKnownWord),
    costOfRareWords: (suspect.cost * heardSurprisal) / 10,
    homophone: Number(sameSound && oneKnownWord && !bothCapital),
    singular: Number(term.letters === `${letters}s`),
    nats,
  };
}

/** The engine took it for a name. At the beginning of a sentence a capital says nothing. */
function hasInnerCapital({ words }: Suspect): boolean {
  return words.some((word) => !word.opensSentence && /^\p{Lu}/u.test(word.text));
}

/** How likely a term was said, in log odds. A boost counts as that many entries of the same term. */
export function logOddsOf(evidence: Evidence, boost: number, { weights }: Judgement): number {
  return EVIDENCE.reduce((sum, name) => sum + (weights[name] ?? 0) * evidence[name], Math.log(boost));
}

/** In log odds, with as many terms as the evidence tells. */
export function thresholdOf(
  { logTerms }: Pick<Evidence, 'logTerms'>,
  { threshold, thresholdOfMany }: Judgement,
): number {
  if (thresholdOfMany === undefined) return threshold;
  return threshold + shareOfMany(logTerms, FEW_TERMS, MANY_TERMS) * (thresholdOfMany - threshold);
}

/** 0 to 1. */
export function chanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
