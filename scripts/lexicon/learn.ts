/**
 * Learns from examples how English letters sound, what is heard as what, and how to weigh the evidence for a misheard
 * term, from the text alone and with what the engine thinks of it; writes the two files of learned numbers that the
 * correction reads. `npm run learn:lexicon`; with `--letters` the sounds of letters too, which takes a minute. The same
 * inputs give the same files.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileTerms } from '../../src/lexicon/domain/compiled-lexicon.js';
import { EVIDENCE, evidenceOf, MANY_TERMS, thresholdOf } from '../../src/lexicon/domain/evidence.js';
import { neutral } from '../../src/lexicon/domain/lexicon.js';
import { Reading } from '../../src/lexicon/domain/reading.js';
import { PHONE_COUNT, type SoundCosts } from '../../src/lexicon/domain/sound-costs.js';
import { apart, type Suspect, suspectsIn } from '../../src/lexicon/domain/suspects.js';
import { English } from '../../src/lexicon/english/english.js';
import { type Example, readExamples, readListened, strangers } from './examples.js';
import { dot, fitLogistic, judgementOf, leastThreshold, seen, unseen } from './fit.js';
import { isRight, standardWords } from './labels.js';
import { learnCosts, priorCosts } from './learn-costs.js';
import { learnListening } from './learn-listening.js';
import { learnLetterSounds } from './letter-sounds.js';

const STRANGERS = 10_000;
/** Each example stands for lexicons of these sizes: its own terms among so many others. */
const SIZES = [30, 300, 1000, 3000, 10_000];
const RIDGE = 3e-6;
/**
 * Words of ordinary speech for one false correction, by the text alone, and for one wrong answer of the engine that is
 * believed. The promise is one in 2,000 of both together; here both make one in 1,419, for synthetic speech is heard worse than
 * what people say: docs/adr/0018. With thousands of terms less: real speech has
 * names that no sentence here has, and as many terms sound like them.
 */
const WORDS_PER_MISTAKE = { few: 4000, many: 10_000 };
const WORDS_PER_MISTAKE_HEARD = { few: 2200, many: 5000 };
/** Words of ordinary speech for one question to the engine, with 1,000 terms: what it may cost. */
const WORDS_PER_QUESTION = 60;

const { values: options } = parseArgs({ options: { letters: { type: 'boolean', default: false } } });

/** Of a text alone. */
const TEXT_EVIDENCE = EVIDENCE.filter((name) => name !== 'nats');

interface Found {
  readonly suspect: Suspect;
  readonly row: readonly number[];
  readonly right: boolean;
  readonly own: boolean;
  readonly draw: number;
}

interface Document {
  readonly found: readonly Found[];
  readonly words: number;
}

const english = new English();
const examples = readExamples();
const listened = readListened();
const ordinary = listened.filter((example) => example.terms.length === 0);
const own = [...new Set(examples.flatMap(({ terms }) => terms))];
const terms = [...new Set([...own, ...strangers(STRANGERS, english, 3)])];

if (options.letters) {
  const header =
    '/** How English letters are spoken, a line for each from a to z. Written by `npm run learn:lexicon -- --letters`. */';
  const data = `${header}\n// prettier-ignore\nexport const ENGLISH_LETTER_SOUNDS = \`${learnLetterSounds()}\`;\n`;
  writeFileSync(new URL('../../src/lexicon/english/letter-sounds.data.ts', import.meta.url), data);
}

const costs = learnCosts(
  documents(examples, priorCosts())
    .flatMap(({ found }) => found)
    .filter(({ right, suspect }) => right && suspect.cost < 0.9 * suspect.spoken.phones.length)
    .map(({ suspect }) => ({ said: suspect.spoken.phones, heard: suspect.phones })),
);
const spoken = documents(examples, costs);
const plain = documents(ordinary, costs);

const weights = fit([...seen(spoken), ...seen(plain)]);
const isMany = (size: number): boolean => size >= MANY_TERMS;
const text = judgementOf(
  TEXT_EVIDENCE,
  weights,
  thresholdFor(
    SIZES.filter((size) => !isMany(size)),
    WORDS_PER_MISTAKE.few,
  ),
  thresholdFor(SIZES.filter(isMany), WORDS_PER_MISTAKE.many),
);
report();
const { promise, ear } = learnListening(listened, {
  language: english,
  costs,
  wordsPerQuestion: WORDS_PER_QUESTION,
  wordsPerMistake: WORDS_PER_MISTAKE_HEARD,
});
writeModel();

function documents(all: readonly Example[], soundCosts: SoundCosts): Document[] {
  const lexicon = compileTerms(terms.map(neutral), english, soundCosts);
  return all.map((example, index) => {
    const suspects = suspectsIn(new Reading(example.heard, lexicon));
    return {
      words: standardWords(example.heard).length,
      found: suspects.map((suspect) => foundIn(example, index, suspect)),
    };
  });
}

function foundIn(example: Example, index: number, suspect: Suspect): Found {
  const { term } = suspect.spoken.term.entry;
  const evidence = evidenceOf(suspect, { language: english, terms: 1, nats: 0 });
  return {
    suspect,
    row: TEXT_EVIDENCE.map((name) => evidence[name]),
    right: isRight(example, suspect),
    own: example.terms.includes(term),
    draw: drawOf(index, term),
  };
}

/** A number from 0 to 1 that decides in which lexicons a stranger stands beside an example. */
function drawOf(index: number, term: string): number {
  let hash = Math.imul(index + 1, 0x9e3779b1);
  for (const letter of term) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

function isThere({ own: isOwn, draw }: Found, size: number): boolean {
  return isOwn || draw < size / terms.length;
}

function atSize(row: readonly number[], size: number): number[] {
  return row
    .with(TEXT_EVIDENCE.indexOf('logTerms'), Math.log(size))
    .with(TEXT_EVIDENCE.indexOf('logTermsSquared'), Math.log(size) ** 2);
}

function fit(docs: readonly Document[]): number[] {
  const rows: number[][] = [];
  const labels: number[] = [];
  for (const { found } of docs) {
    for (const size of SIZES) {
      for (const one of found) {
        if (!isThere(one, size)) continue;
        rows.push(atSize(one.row, size));
        labels.push(Number(one.right));
      }
    }
  }
  return fitLogistic(rows, labels, RIDGE);
}

/** The changes that a threshold would make, the likeliest first where they overlap. */
function chosen({ found }: Document, size: number, minLogOdds: number): Found[] {
  const likely = found
    .filter((one) => isThere(one, size))
    .map((one) => ({ one, logOdds: dot(atSize(one.row, size), weights) }))
    .filter(({ logOdds }) => logOdds >= minLogOdds)
    .toSorted((a, b) => b.logOdds - a.logOdds);
  return apart(likely, ({ one }) => one.suspect).map(({ one }) => one);
}

function mistakes(docs: readonly Document[], size: number, minLogOdds: number): number {
  return docs.reduce(
    (sum, doc) => sum + chosen(doc, size, minLogOdds).filter(({ right }) => !right).length,
    0,
  );
}

/** On average over lexicons of these sizes. */
function thresholdFor(sizes: readonly number[], wordsPerMistake: number): number {
  const words = plain.reduce((sum, doc) => sum + doc.words, 0);
  return leastThreshold(
    (logOdds) => sizes.reduce((sum, size) => sum + mistakes(plain, size, logOdds), 0),
    (sizes.length * words) / wordsPerMistake,
  );
}

function report(): void {
  const misheard = spoken.reduce(
    (sum, { found }) => sum + found.filter((one) => one.right && one.own).length,
    0,
  );
  console.log(`${terms.length} terms, ${misheard} suspects that are right`);
  for (const [at, name] of TEXT_EVIDENCE.entries()) {
    console.log(name.padEnd(22), weights[at]!.toFixed(3).padStart(8));
  }
  console.log(`threshold ${text.threshold} (log odds), ${text.thresholdOfMany} with many terms`);
  const words = unseen(plain).reduce((sum, doc) => sum + doc.words, 0);
  for (const size of SIZES) {
    const threshold = thresholdOf({ logTerms: Math.log(size) }, text);
    const right = unseen(spoken).reduce(
      (sum, doc) => sum + chosen(doc, size, threshold).filter((one) => one.right).length,
      0,
    );
    const wrong = mistakes(unseen(plain), size, threshold);
    console.log(`${size} terms: ${right} right, ${wrong} wrong in ${words} ordinary words`);
  }
}

function writeModel(): void {
  const list = (values: Float32Array) => Array.from(values, (value) => Math.round(100 * value)).join(' ');
  const heardAs = Array.from({ length: PHONE_COUNT }, (_, said) =>
    list(costs.heardAs.subarray(said * PHONE_COUNT, (said + 1) * PHONE_COUNT)),
  );
  const model = {
    heardAs,
    dropped: list(costs.dropped),
    added: list(costs.added),
    text,
    promise,
    ear,
  };
  const source = `/** Written by \`npm run learn:lexicon\`. Costs in hundredths of a nat; thresholds in log odds. */\n// prettier-ignore\nexport const LEARNED = ${JSON.stringify(model, null, 2)} as const;\n`;
  writeFileSync(new URL('../../src/lexicon/domain/correction-model.data.ts', import.meta.url), source);
}
