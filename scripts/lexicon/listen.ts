/**
 * Speaks examples again and writes down what the default model thinks of the terms of a lexicon: `npm run listen:lexicon`,
 * after `hear:lexicon`; `npm run learn:lexicon` comes after it. It wants `flite` 2.2 and `espeak-ng` 1.51 on the `PATH`, and
 * takes a quarter of an hour. Examples of misheard terms, an eighth of the others, and the ordinary sentences: a group of
 * them shares a lexicon of its own terms and up to 10,000 others.
 */
import type { Curiosity } from '../../src/engines/moonshine/term-listener.js';
import { readyTerms } from '../../src/engines/moonshine/term-shelf.js';
import { CORRECTION_MODEL } from '../../src/lexicon/domain/correction-model.js';
import { neutral } from '../../src/lexicon/domain/lexicon.js';
import { English } from '../../src/lexicon/english/english.js';
import { chance } from './chance.js';
import { defaultModel } from './default-model.js';
import {
  type ListenedExample,
  readExamples,
  readOrdinarySentences,
  strangers,
  writeListened,
} from './examples.js';
import { isUnderstood, misheardTerms } from './labels.js';
import { type Air, speak, type Speech } from './speech.js';

const STRANGERS = 12_000;
const SIZES = [30, 100, 300, 1000, 3000, 10_000];
const GROUP = 24;
/** Members of a batch are of one length, nearly: sentences are sorted by it. */
const BATCH = 8;
const AIRS: readonly Air[] = ['clean', 'clean', 'telephone', 'noise'];

/** More is asked about than is promising, and all of it told: what is promising is learned from it. */
const CURIOSITY: Curiosity = {
  judgements: {
    text: CORRECTION_MODEL.text,
    promise: { weights: { ...CORRECTION_MODEL.text.weights, nats: -0.5 }, threshold: -11 },
    ear: { weights: {}, threshold: -Infinity },
  },
  questionsMax: 24,
  natsMax: Infinity,
};

interface Spoken extends Speech {
  readonly terms: readonly string[];
}

const english = new English();
const model = await defaultModel();
const pool = strangers(STRANGERS, english, 3);
const sentences = shuffled([...misheard(), ...ordinary()]);
const listened: ListenedExample[] = [];
for (let at = 0; at < sentences.length; at += GROUP) {
  const group = sentences.slice(at, at + GROUP).toSorted((a, b) => a.said.length - b.said.length);
  listened.push(...(await listen(group, SIZES[(at / GROUP) % SIZES.length] as number)));
  if ((at / GROUP) % 10 === 0) console.log(`${at} of ${sentences.length}`);
}
writeListened(listened.filter(isUnderstood));

function misheard(): Spoken[] {
  return readExamples().filter((example, index) => index % 8 === 0 || misheardTerms(example).length > 0);
}

function ordinary(): Spoken[] {
  const voices = [...new Set(readExamples().map(({ voice }) => voice))];
  return readOrdinarySentences().map((said, index) => ({
    said,
    terms: [],
    voice: voices[index % voices.length] as string,
    air: AIRS[index % AIRS.length] as Air,
  }));
}

function shuffled<T>(list: readonly T[]): T[] {
  const random = chance(1);
  return list
    .map((one) => ({ one, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

async function listen(group: readonly Spoken[], size: number): Promise<ListenedExample[]> {
  const random = chance(listened.length + 1);
  const terms = new Set(group.flatMap((one) => one.terms));
  const own = terms.size;
  while (terms.size < own + size) terms.add(pool[Math.floor(random() * pool.length)] as string);
  const ready = readyTerms([...terms].map(neutral), english, CURIOSITY);
  const heard: ListenedExample[] = [];
  for (let at = 0; at < group.length; at += BATCH) {
    const batch = group.slice(at, at + BATCH);
    const spoken = await Promise.all(batch.map(async (one) => ({ samples: await speak(one), terms: ready })));
    const recognised = await model.decode(spoken);
    batch.forEach((one, index) => {
      const { text = '', alternatives = [] } = recognised[index] ?? {};
      heard.push({ ...one, heard: text, lexiconSize: terms.size, alternatives });
    });
  }
  return heard;
}
