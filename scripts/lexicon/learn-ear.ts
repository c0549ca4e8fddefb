import { compileTerms } from '../../src/lexicon/domain/compiled-lexicon.js';
import { evidenceOf, type EvidenceName, type Judgement } from '../../src/lexicon/domain/evidence.js';
import type { Language } from '../../src/lexicon/domain/language.js';
import { read } from '../../src/lexicon/domain/reading.js';
import type { SoundCosts } from '../../src/lexicon/domain/sound-costs.js';
import { apart, type Suspect, suspectsAsked } from '../../src/lexicon/domain/suspects.js';
import type { ListenedExample } from './examples.js';
import { dot, fitLogistic, judgementOf, leastThreshold } from './fit.js';
import { isRight, misheardTerms, standardWords } from './labels.js';

/** What still counts where the engine itself was asked. There are fewer examples than for text alone: not all are weighed. */
const WEIGHED: readonly EvidenceName[] = [
  'always',
  'costPerPhone',
  'logPhones',
  'heardSurprisal',
  'rarestHeardWord',
  'unknownWords',
  'spelling',
  'logTerms',
  'termSurprisal',
  'wordsTooMany',
  'bothCapital',
  'sameSound',
  'oneKnownWord',
  'nats',
];
const RIDGE = 1e-4;

interface Told {
  readonly suspect: Suspect;
  readonly row: readonly number[];
  readonly right: boolean;
}

interface Document {
  readonly example: ListenedExample;
  readonly words: number;
  readonly told: readonly Told[];
}

/** How to judge what the engine was asked about: at most one mistake in so many words of ordinary sentences. */
export function learnEar(
  examples: readonly ListenedExample[],
  { language, costs, wordsPerMistake }: { language: Language; costs: SoundCosts; wordsPerMistake: number },
): Judgement {
  const documents = examples.map((example) => documentOf(example, language, costs));
  const seen = documents.filter((_, at) => at % 3 !== 0);
  const told = seen.flatMap((document) => document.told);
  const weights = fitLogistic(
    told.map(({ row }) => row),
    told.map(({ right }) => Number(right)),
    RIDGE,
  );
  const threshold = thresholdFor(documents, weights, wordsPerMistake);
  report(
    documents.filter((_, at) => at % 3 === 0),
    weights,
    threshold,
  );
  return judgementOf(WEIGHED, weights, threshold);
}

function documentOf(example: ListenedExample, language: Language, costs: SoundCosts): Document {
  const { heard, alternatives, lexiconSize } = example;
  const lexicon = compileTerms(new Set(alternatives.map(({ term }) => term)), language, costs);
  const told = suspectsAsked(read(heard, lexicon), lexicon, language, alternatives).map(
    ({ suspect, nats }) => {
      const evidence = evidenceOf(suspect, { language, terms: lexiconSize, nats });
      return { suspect, row: WEIGHED.map((name) => evidence[name]), right: isRight(example, suspect) };
    },
  );
  return { example, words: standardWords(heard).length, told };
}

/** The changes that a threshold would make, the likeliest first where they overlap. */
function chosen({ told }: Document, weights: readonly number[], threshold: number): Told[] {
  const likely = told
    .map((one) => ({ one, logOdds: dot(one.row, weights) }))
    .filter(({ logOdds }) => logOdds >= threshold)
    .toSorted((a, b) => b.logOdds - a.logOdds);
  return apart(likely, ({ one }) => one.suspect).map(({ one }) => one);
}

/** In ordinary sentences. */
function thresholdFor(
  documents: readonly Document[],
  weights: readonly number[],
  wordsPerMistake: number,
): number {
  const ordinary = documents.filter(({ example }) => example.terms.length === 0);
  const words = ordinary.reduce((sum, document) => sum + document.words, 0);
  const mistakesAt = (threshold: number): number =>
    ordinary.flatMap((document) => chosen(document, weights, threshold)).filter(({ right }) => !right).length;
  return leastThreshold(mistakesAt, words / wordsPerMistake);
}

function report(unseen: readonly Document[], weights: readonly number[], threshold: number): void {
  console.log('what the engine was asked about:');
  for (const [at, name] of WEIGHED.entries())
    console.log(name.padEnd(22), weights[at]!.toFixed(3).padStart(8));
  console.log(`threshold ${threshold.toFixed(2)} (log odds)`);
  const sizes = [...new Set(unseen.map(({ example }) => Math.round(Math.log10(example.lexiconSize))))];
  for (const size of sizes.toSorted((a, b) => a - b)) {
    const some = unseen.filter(({ example }) => Math.round(Math.log10(example.lexiconSize)) === size);
    const changes = some.flatMap((document) => chosen(document, weights, threshold));
    const misheard = some.reduce((sum, { example }) => sum + misheardTerms(example).length, 0);
    const right = changes.filter((one) => one.right).length;
    const words = some.reduce((sum, document) => sum + document.words, 0);
    console.log(
      `about ${10 ** size} terms: ${right} right of ${misheard} misheard, ${changes.length - right} wrong in ${words} words`,
    );
  }
}
