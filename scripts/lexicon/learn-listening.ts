import { type Alternative, NATS_MAX } from '../../src/lexicon/domain/alternative.js';
import { compileTerms } from '../../src/lexicon/domain/compiled-lexicon.js';
import {
  EVIDENCE,
  evidenceOf,
  type Judgement,
  MANY_TERMS,
  thresholdOf,
} from '../../src/lexicon/domain/evidence.js';
import type { Language } from '../../src/lexicon/domain/language.js';
import { neutral } from '../../src/lexicon/domain/lexicon.js';
import { Reading } from '../../src/lexicon/domain/reading.js';
import type { SoundCosts } from '../../src/lexicon/domain/sound-costs.js';
import { apart, soundingMostAlike, type Suspect, suspectsAsked } from '../../src/lexicon/domain/suspects.js';
import type { ListenedExample } from './examples.js';
import { dot, fitLogistic, judgementOf, leastThreshold, seen, unseen } from './fit.js';
import { isRight, misheardTerms, standardWords } from './labels.js';

const RIDGE = 1e-3;
/** Terms of the lexicons with which questions are counted, nearly. */
const COUNTED_SIZE = 1000;

interface Told {
  readonly suspect: Suspect;
  readonly alternative: Alternative;
  /** Evidence before and after the engine was asked. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly right: boolean;
}

interface Document {
  readonly example: ListenedExample;
  readonly words: number;
  readonly told: readonly Told[];
}

interface Wanted {
  readonly language: Language;
  readonly costs: SoundCosts;
  /** Of ordinary sentences. */
  readonly wordsPerQuestion: number;
  readonly wordsPerMistake: WordsPerMistake;
}

/** Of ordinary sentences; with few terms, and with many. */
interface WordsPerMistake {
  readonly few: number;
  readonly many: number;
}

/** What to ask the engine about, and how to judge what it was asked about, from examples of nearly all that might be asked. */
export function learnListening(
  examples: readonly ListenedExample[],
  { language, costs, wordsPerQuestion, wordsPerMistake }: Wanted,
): { readonly promise: Judgement; readonly ear: Judgement } {
  const all = examples.map((example) => documentOf(example, language, costs));
  const promise = learnPromise(all, wordsPerQuestion);
  const asked = all.map((document) => ({
    ...document,
    told: document.told.filter(
      ({ before, alternative }) =>
        dot(before, promise.weights) >= promise.threshold && alternative.nats <= NATS_MAX,
    ),
  }));
  const ear = learnEar(asked, wordsPerMistake);
  return {
    promise: judgementOf(EVIDENCE, promise.weights, promise.threshold),
    ear,
  };
}

interface Learned {
  readonly weights: readonly number[];
  readonly threshold: number;
}

function learnPromise(documents: readonly Document[], wordsPerQuestion: number): Learned {
  const told = seen(documents).flatMap((document) => document.told);
  const weights = fitLogistic(
    told.map(({ before }) => before),
    told.map(({ right, alternative }) => Number(right && alternative.nats <= NATS_MAX)),
    RIDGE,
  );
  const counted = documents.filter(
    ({ example: { terms, lexiconSize } }) => terms.length === 0 && sizeOf(lexiconSize) === COUNTED_SIZE,
  );
  const questionsAt = (threshold: number): number =>
    counted.flatMap((document) => document.told).filter(({ before }) => dot(before, weights) >= threshold)
      .length;
  const threshold = leastThreshold(questionsAt, wordsOf(counted) / wordsPerQuestion);
  console.log('what the engine is asked about:');
  reportWeights({ weights, threshold });
  for (const { size, some } of unseenBySize(documents)) {
    const asked = some
      .flatMap((document) => document.told)
      .filter(({ before }) => dot(before, weights) >= threshold);
    const right = some.flatMap((document) => document.told).filter((one) => one.right).length;
    console.log(
      `about ${size} terms: ${asked.filter((one) => one.right).length} of ${right} right ones in ${asked.length} questions`,
    );
  }
  return { weights, threshold };
}

/** At most one mistake in so many words. */
function learnEar(documents: readonly Document[], wordsPerMistake: WordsPerMistake): Judgement {
  const told = seen(documents).flatMap((document) => document.told);
  const weights = fitLogistic(
    told.map(({ after }) => after),
    told.map(({ right }) => Number(right)),
    RIDGE,
  );
  const ordinary = documents.filter(({ example }) => example.terms.length === 0);
  const thresholdFor = (some: readonly Document[], wordsPerOne: number): number =>
    leastThreshold(
      (threshold) =>
        some.flatMap((document) => chosen(document, weights, threshold)).filter(({ right }) => !right).length,
      wordsOf(some) / wordsPerOne,
    );
  const isMany = ({ example }: Document): boolean => example.lexiconSize >= MANY_TERMS;
  const threshold = thresholdFor(
    ordinary.filter((document) => !isMany(document)),
    wordsPerMistake.few,
  );
  const thresholdOfMany = thresholdFor(ordinary.filter(isMany), wordsPerMistake.many);
  const judgement = judgementOf(EVIDENCE, weights, threshold, thresholdOfMany);
  console.log('how its answers are judged:');
  reportWeights({ weights, threshold });
  console.log(`${thresholdOfMany.toFixed(2)} with many terms`);
  for (const { size, some } of unseenBySize(documents)) {
    const changes = some.flatMap((document) =>
      chosen(document, weights, thresholdOf({ logTerms: Math.log(document.example.lexiconSize) }, judgement)),
    );
    const misheard = some.reduce((sum, { example }) => sum + misheardTerms(example).length, 0);
    const right = changes.filter((one) => one.right).length;
    console.log(
      `about ${size} terms: ${right} right of ${misheard} misheard, ${changes.length - right} wrong in ${wordsOf(some)} words`,
    );
  }
  return judgement;
}

function documentOf(example: ListenedExample, language: Language, costs: SoundCosts): Document {
  const { heard, alternatives, lexiconSize } = example;
  const told = [...new Set(alternatives.map(({ term }) => term))].map(neutral);
  // What was not told is not needed, but counts: of many terms fewer are looked for.
  const lexicon = { ...compileTerms(told, language, costs), size: lexiconSize };
  const asked = suspectsAsked(new Reading(heard, lexicon), alternatives);
  const answers = soundingMostAlike(asked, ({ suspect }) => suspect).map(({ suspect, alternative }): Told => {
    const evidence = evidenceOf(suspect, { language, terms: lexicon.size, nats: alternative.nats });
    return {
      suspect,
      alternative,
      before: EVIDENCE.map((name) => (name === 'nats' ? alternative.first : evidence[name])),
      after: EVIDENCE.map((name) => evidence[name]),
      right: isRight(example, suspect),
    };
  });
  return { example, words: standardWords(heard).length, told: answers };
}

/** The changes that a threshold would make, the likeliest first where they overlap. */
function chosen({ told }: Document, weights: readonly number[], threshold: number): Told[] {
  const likely = told
    .map((one) => ({ one, logOdds: dot(one.after, weights) }))
    .filter(({ logOdds }) => logOdds >= threshold)
    .toSorted((a, b) => b.logOdds - a.logOdds);
  return apart(likely, ({ one }) => one.suspect).map(({ one }) => one);
}

function wordsOf(documents: readonly Document[]): number {
  return documents.reduce((sum, { words }) => sum + words, 0);
}

/** The nearest power of ten. */
function sizeOf(terms: number): number {
  return 10 ** Math.round(Math.log10(terms));
}

function unseenBySize(documents: readonly Document[]): { size: number; some: Document[] }[] {
  const sizes = new Set(documents.map(({ example }) => sizeOf(example.lexiconSize)));
  return [...sizes]
    .toSorted((a, b) => a - b)
    .map((size) => ({
      size,
      some: unseen(documents).filter(({ example }) => sizeOf(example.lexiconSize) === size),
    }));
}

function reportWeights({ weights, threshold }: Learned): void {
  for (const [at, name] of EVIDENCE.entries())
    console.log(name.padEnd(22), weights[at]!.toFixed(3).padStart(8));
  console.log(`threshold ${threshold.toFixed(2)} (log odds)`);
}
