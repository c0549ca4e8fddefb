import { beforeAll, describe, expect, it } from 'vitest';
import { moonshineFiles } from '../../src/engines/moonshine/moonshine-engine.js';
import { MoonshineModel } from '../../src/engines/moonshine/moonshine-model.js';
import { readyTerms, TermShelf } from '../../src/engines/moonshine/term-shelf.js';
import { Vocabulary } from '../../src/engines/moonshine/vocabulary.js';
import { neutral } from '../../src/lexicon/domain/lexicon.js';
import { languageOf } from '../../src/lexicon/languages.js';
import { moonshineCrossAttention } from '../../src/models/moonshine/cross-attention-graph.js';
import { moonshineDecoder } from '../../src/models/moonshine/decoder-graph.js';
import { moonshineEncoder } from '../../src/models/moonshine/encoder-graph.js';
import { SAMPLE_RATE } from '../../src/transcription/domain/segment.js';
import { defaultMoonshine } from '../support/models.js';
import { oftenSaid } from '../support/often-said.js';
import { longSpeech, speech, speechInNoise } from '../support/speech.js';

const SENTENCE = speech();

const shelf = new TermShelf(() => languageOf('en'));

/** Everything is worth asking about, and every answer worth telling. */
const ALWAYS = { weights: {}, threshold: -100 };
/** As something in the sentence. */
const SOUNDING_ALIKE = [
  ...'oracle organ orange fort forth fought twelfth twenty twin thyme timid tide event evident'.split(' '),
  ...'even mend manned hand handle hang shook shock shout shudder hint'.split(' '),
];

let model: MoonshineModel;

beforeAll(async () => {
  const { model: moonshine, dir } = await defaultMoonshine();
  model = await MoonshineModel.load(moonshineFiles(moonshine.settings, dir));
});

const member = (samples: Float32Array) => ({ samples });

describe('MoonshineModel', () => {
  it('hears the same in a batch as alone, to the last millisecond of each word, whatever the company', async () => {
    const batch = [
      SENTENCE.samples,
      longSpeech(6),
      SENTENCE.samples.subarray(0, 2 * SAMPLE_RATE),
      longSpeech(9),
      new Float32Array(3 * SAMPLE_RATE),
    ].map(member);
    const alone = [];
    for (const one of batch) alone.push(...(await model.decode([one])));
    expect(await model.decode(batch)).toEqual(alone);
    expect(await model.decode(batch.toReversed())).toEqual(alone.toReversed());
    expect(alone[0]?.text).toBe(SENTENCE.text);
    expect(alone[4]).toEqual({ text: '', language: null, words: [] });
  });

  it('tells when each word was said: in order, and within the recording', async () => {
    const [heard] = await model.decode([member(SENTENCE.samples)]);
    expect(heard?.words?.map(({ text }) => text).join(' ')).toBe(SENTENCE.text);
    const times = heard?.words?.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(0);
    expect(times.at(-1)).toBeLessThanOrEqual(SENTENCE.samples.length / SAMPLE_RATE);
  });

  it('says what it thinks of the terms that it is to listen for, the same in a batch as alone', async () => {
    const listed = ['twentieth', 'shook hands', 'hand', 'crayfish'];
    const terms = await shelf.ready('l', async () => listed.map(oftenSaid));
    const batch = [2, 3, 4].map((seed) => ({ samples: speechInNoise(seed), terms }));
    const alone = [];
    for (const one of batch) alone.push(...(await model.decode([one])));
    expect(alone.map(({ text }) => text)).toEqual([
      expect.stringContaining('punniest time'),
      expect.stringContaining('should hang.'),
      expect.stringContaining('shook hands.'),
    ]);
    const [misheard, another, ...others] = alone.map(({ alternatives }) => alternatives);
    const first = expect.any(Number);
    expect(misheard).toEqual([{ term: 'twentieth', start: 8, end: 16, nats: expect.closeTo(1, 0), first }]);
    // Both are read side by side when it is alone.
    expect(another).toEqual([
      { term: 'hand', start: 54, end: 58, nats: expect.closeTo(2, 0), first },
      { term: 'shook hands', start: 47, end: 58, nats: expect.closeTo(0, 0), first },
    ]);
    expect(others).toEqual([[]]);
    expect(await model.decode(batch)).toEqual(alone);
    expect(await model.decode([...batch, member(longSpeech(4))].toReversed())).toEqual([
      expect.not.objectContaining({ alternatives: expect.anything() }),
      ...alone.toReversed(),
    ]);
    const unheeding = await model.decode(batch.map(({ samples }) => member(samples)));
    expect(unheeding).toEqual(alone.map(({ alternatives: _, ...heard }) => heard));
  });

  it('reads more questions than the decoder takes at once with the same answers as one after the other', async () => {
    const judgements = { promise: ALWAYS, text: ALWAYS, ear: ALWAYS };
    const curious = { judgements, questionsMax: 12, natsMax: 100 };
    const terms = readyTerms(SOUNDING_ALIKE.map(neutral), await languageOf('en'), curious);
    const samples = speechInNoise(3);
    const [alone] = await model.decode([{ samples, terms }]);
    expect(alone?.alternatives?.length).toBeGreaterThan(8);
    // The others are written for longer.
    const [beside] = await model.decode([{ samples, terms }, member(longSpeech(9)), member(longSpeech(8))]);
    expect(beside).toEqual(alone);
  });

  it('tells nothing of a term that is too seldom said to be believed, nor of one that it does not hear', async () => {
    const told = async (boost: number) => {
      const listed = ['even', 'evil', 'fourth', 'twenty', 'twelfth', 'hand', 'shock', 'teenage'];
      const terms = await shelf.ready(`boost ${boost}`, async () =>
        listed.map((term) => ({ ...neutral(term), boost })),
      );
      const [heard] = await model.decode([{ samples: speechInNoise(5), terms }]);
      return heard?.alternatives?.map(({ term }) => term);
    };
    // With a boost of 1.6 it is believed if it is said elsewhere in the recording.
    expect([await told(0.1), await told(1.6), await told(3)]).toEqual([[], ['even'], ['even']]);
  });

  it('ends, also where there is nothing, next to nothing, or nothing but noise', async () => {
    const noise = Float32Array.from({ length: 5 * SAMPLE_RATE }, (_, at) => 0.2 * Math.sin(at * at));
    for (const samples of [
      new Float32Array(0),
      new Float32Array(400),
      new Float32Array(SAMPLE_RATE / 2),
      noise,
    ]) {
      const [heard] = await model.decode([member(samples)]);
      expect(heard?.text.length).toBeLessThan(200);
    }
  });
});

describe('Vocabulary', () => {
  it('cuts texts into the pieces of Llama, and back', async () => {
    const { model: moonshine, dir } = await defaultMoonshine();
    const vocabulary = await Vocabulary.read(moonshineFiles(moonshine.settings, dir).tokens);
    // As llama.cpp and Hugging Face's LlamaTokenizer have them.
    expect(vocabulary.encode(' Hello world')).toEqual([15043, 3186]);
    expect(vocabulary.encode(' I believe')).toEqual([306, 4658]);
    expect(vocabulary.encode(' 🦙')).toEqual([29871, 243, 162, 169, 156]);
    for (const text of [' Delmonico', 'naïve café', ' a  b', ' Zürich, 東京!'])
      expect(vocabulary.read(vocabulary.encode(text))).toBe(text);
  });
});

describe('The networks of Moonshine', () => {
  it.each([
    ['encoder', moonshineEncoder],
    ['cross attention', moonshineCrossAttention],
    ['decoder', moonshineDecoder],
  ])('are not made from anything else: the %s', (_, derive) => {
    expect(() => derive(Uint8Array.of(1, 2, 3))).toThrow(expect.objectContaining({ code: 'model_corrupt' }));
    expect(() => derive(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'model_corrupt' }));
  });
});
