import { beforeAll, describe, expect, it } from 'vitest';
import { English } from '../english/english.js';
import type { Alternative } from './alternative.js';
import { LexiconCompiler } from './compiled-lexicon.js';
import { CORRECTION_MODEL } from './correction-model.js';
import { Corrector, type Revision, revisionsOf } from './corrector.js';
import { ONCE_SAID } from './evidence.js';
import type { LexiconEntry } from './lexicon.js';
import { defaultCase } from './read-entries.js';

let english: English;
beforeAll(() => {
  english = new English();
});

function entry(term: string, changes: Partial<LexiconEntry> = {}): LexiconEntry {
  return { term, soundsLike: [], boost: 1, case: defaultCase(term), wholeWord: true, ...changes };
}

interface Heard {
  readonly text: string;
  readonly alternatives?: readonly Alternative[];
}

/** Corrects the texts of a recording, or a single one. */
interface Recordings extends Pick<Corrector, 'draft'> {
  reviseAll(...heard: Heard[]): Revision[];
  revise(text: string, alternatives?: readonly Alternative[]): Revision;
}

function correctorOf(...entries: (string | LexiconEntry)[]): Recordings {
  const compiler = new LexiconCompiler(english, CORRECTION_MODEL.costs);
  for (const one of entries) compiler.add(typeof one === 'string' ? entry(one) : one);
  const corrector = new Corrector(compiler.finish(), english, CORRECTION_MODEL);
  const reviseAll = (...heard: Heard[]): Revision[] =>
    revisionsOf(heard.map(({ text, alternatives }) => corrector.draft(text, alternatives)));
  return {
    draft: (text, alternatives) => corrector.draft(text, alternatives),
    reviseAll,
    revise: (text, alternatives = []) => reviseAll({ text, alternatives })[0] as Revision,
  };
}

// prettier-ignore
const CLINIC = [
  'hydrochlorothiazide', 'metoprolol', 'lisinopril', 'amlodipine', 'Xarelto', 'pembrolizumab',
  'myocardial infarction', 'thrombocytopenia', 'café', 'crayfish', 'B12',
];
// prettier-ignore
const OFFICE = [
  'Digium', 'Asterisk', 'IAX', 'PBX', 'Inter-Asterisk Exchange', 'PostgreSQL', 'Grafana', 'NestJS',
  'Terraform', 'Ansible', 'OAuth', 'Prometheus', 'Apple',
];

describe('a term that was misheard', () => {
  // As engines write them, one way of going wrong each.
  it.each([
    ['in several words', 'She takes hydro chloro thiazide.', 'She takes hydrochlorothiazide.'],
    ['with other vowels', 'Lysinopril was stopped.', 'Lisinopril was stopped.'],
    ['without its first sound', 'On am lodipine since May.', 'On amlodipine since May.'],
    ['by its sound', 'The zarelto dose was doubled.', 'The Xarelto dose was doubled.'],
    ['cut in two', 'He had a myo cardial infarction.', 'He had a myocardial infarction.'],
    ['as a number', 'Vitamin B twelve was low.', 'Vitamin B12 was low.'],
    ['without its accent', 'At the cafe.', 'At the café.'],
    ['with a hyphen', 'At the cray-fish.', 'At the crayfish.'],
    ['as no word', 'Not a lobster but a crefish.', 'Not a lobster but a crayfish.'],
  ])('is put right when it was heard %s', (_, heard, wanted) => {
    expect(correctorOf(...CLINIC).revise(heard).text).toBe(wanted);
  });

  it.each([
    ['of an owner', "Didgeum's server is down.", "Digium's server is down."],
    ['of several words', 'Uses inter astrous exchange for it.', 'Uses Inter-Asterisk Exchange for it.'],
    ['of letters', 'on I.A.X. trunks', 'on IAX trunks'],
    ['of letters and a word', 'We run post gress Q L.', 'We run PostgreSQL.'],
    ['of a word and letters', 'a nest J S server', 'a NestJS server'],
    ['beside another one', 'Graphana and promethius', 'Grafana and Prometheus'],
    ['before punctuation', 'It is terra form, “ansable” too?', 'It is Terraform, “Ansible” too?'],
  ])('is put right %s', (_, heard, wanted) => {
    expect(correctorOf(...OFFICE).revise(heard).text).toBe(wanted);
  });

  it('is reported with what was heard, where, and how likely it is', () => {
    const { changes } = correctorOf(...OFFICE).revise("Didgeum's server");
    expect(changes).toEqual([
      { start: 0, end: 7, from: 'Didgeum', to: 'Digium', score: expect.closeTo(1, 1) as number },
    ]);
  });

  it('is as likely beside terms that are not looked for', () => {
    const silent = CLINIC.map((term) => entry(term, { boost: 0 }));
    const [alone, beside] = [correctorOf('Digium'), correctorOf('Digium', ...silent)];
    const heard = 'Call Didgeum.';
    expect(alone.revise(heard).text).toBe('Call Digium.');
    expect(beside.revise(heard)).toEqual(alone.revise(heard));
  });

  it('is left as it was heard with a boost of 0', () => {
    const corrector = correctorOf(entry('Digium', { boost: 0, soundsLike: ['dig him'] }));
    expect(corrector.revise('Didgeum and dig him').text).toBe('Didgeum and Digium');
  });
});

describe('a text without misheard terms', () => {
  it.each([
    'I went to the store to buy a lobster and some butter.',
    'You can dial five hundred to attempt a call.',
    'The patient denies any pain, and the plan is to follow up in two weeks.',
    'An apple a day keeps the doctor away.',
    'Did you see him dig in the garden, or was it the other man?',
    '',
    ' – … 42!',
  ])('stays as it is: %s', (text) => {
    expect(correctorOf(...CLINIC, ...OFFICE).revise(text)).toEqual({ text, changes: [] });
  });

  it('keeps a term that stands there, in the plural too', () => {
    const text = 'Two crayfishs, the Asterisk’s exchange, Digiums and Grafana.';
    expect(correctorOf(...CLINIC, ...OFFICE).revise(text).text).toBe(text);
  });

  it('keeps a word that has a term in it only without its apostrophe', () => {
    const text = "The Third's wall, and here's another. I'd say she'll see.";
    expect(correctorOf('Thirds', 'heres', 'ID', 'Shell').revise(text).changes).toEqual([]);
  });

  it('does not look for a term across the end of a sentence', () => {
    const text = 'He wrote a terra. Form follows function.';
    expect(correctorOf('Terraform').revise(text).text).toBe(text);
  });
});

describe('how a term is written', () => {
  it('is that of the lexicon for an exact one', () => {
    const corrector = correctorOf(entry('iPhone', { case: 'exact', soundsLike: ['eye phone'] }));
    expect(corrector.revise('Eye phone users. EYE PHONE users.').text).toBe('iPhone users. iPhone users.');
  });

  it('has a capital letter at the beginning of a sentence for one that keeps the case', () => {
    const corrector = correctorOf(entry('crayfish', { soundsLike: ['cray fits'] }));
    expect(corrector.revise('Cray fits. Eat Cray fits. CRAY FITS').text).toBe(
      'Crayfish. Eat crayfish. CRAYFISH',
    );
  });

  it('is mended where only the case is wrong, unless the term is a common word', () => {
    expect(correctorOf('Asterisk', 'Apple').revise('an asterisk and an apple').text).toBe(
      'an Asterisk and an apple',
    );
  });
});

describe('what the lexicon spells out', () => {
  it('is replaced wherever it stands, whatever it means', () => {
    const corrector = correctorOf(entry('Digium', { soundsLike: ['dig him', 'the museum'] }));
    expect(corrector.revise('At the museum, dig-him. Dig him!').text).toBe('At Digium, Digium. Digium!');
  });

  it('is replaced inside of words only where the entry says so', () => {
    const inside = correctorOf(entry('Digium', { soundsLike: ['didi'], wholeWord: false }));
    const whole = correctorOf(entry('Digium', { soundsLike: ['didi'] }));
    expect(inside.revise('didiserver, didi').text).toBe('Digiumserver, Digium');
    expect(whole.revise('didiserver, didi').text).toBe('didiserver, Digium');
  });

  it('wins over what sounds alike', () => {
    const corrector = correctorOf(entry('Grafana', { soundsLike: ['graph anna'] }), 'Graf Anna');
    expect(corrector.revise('graph anna').changes[0]).toMatchObject({ to: 'Grafana', score: 1 });
  });
});

it('gives the same result for the same text, however often it is asked', () => {
  const corrector = correctorOf(...CLINIC, ...OFFICE);
  const text = 'Graphana, hydro chloro thiazide, post gress Q L and a crefish.';
  const first = corrector.revise(text);
  corrector.revise('something else');
  expect(corrector.revise(text)).toEqual(first);
});

describe('a term that the engine listened for', () => {
  const heard = 'She asked for Lily.';
  const liddy = (nats: number) => ({ term: 'Liddy', start: 14, end: 18, nats, first: 0 });

  it('is put where the engine finds it about as likely, which the text alone cannot tell', () => {
    const corrector = correctorOf('Liddy', ...CLINIC);
    expect(corrector.revise(heard).text).toBe(heard);
    expect(corrector.revise(heard, [liddy(0.2)])).toEqual({
      text: 'She asked for Liddy.',
      changes: [{ start: 14, end: 18, from: 'Lily', to: 'Liddy', score: expect.any(Number) }],
    });
    expect(corrector.revise(heard, [liddy(20)]).text).toBe(heard);
  });

  it('is put nowhere else, and is no other term', () => {
    const corrector = correctorOf('Liddy', 'Lidgate');
    for (const other of [{ start: 0 }, { end: 17 }, { term: 'Lid' }]) {
      expect(corrector.revise(heard, [{ ...liddy(0.2), ...other }]).text).toBe(heard);
    }
  });

  it('is found again however many terms begin as it does', () => {
    const others = Array.from({ length: 30 }, (_, at) => `Liddy ${String.fromCodePoint(65 + at)}berg`);
    expect(correctorOf('Liddy', ...others).revise(heard, [liddy(-1)]).text).toBe('She asked for Liddy.');
  });

  it('leaves what it was not asked about to the text', () => {
    const text = 'Not a lobster but a crefish.';
    expect(correctorOf('crayfish', 'Liddy').revise(text, []).text).toBe('Not a lobster but a crayfish.');
  });
});

describe('a term that is said elsewhere in the recording', () => {
  const told = (term: string, nats: number, start: number, length: number): Alternative => ({
    term,
    start,
    end: start + length,
    nats,
    first: 0,
  });

  /** Not likely enough to be the term, by half of what is added when that is said elsewhere. */
  function doubtfully(text: string, heard: string, term: string, corrector: Recordings): Heard {
    const alternative = told(term, 0, text.indexOf(heard), heard.length);
    const likely = corrector.draft(text, [alternative]).changes.find(({ from }) => from === heard);
    const { nats: perNat = NaN } = CORRECTION_MODEL.ear.weights;
    const nats = ((likely?.toSpare ?? NaN) + ONCE_SAID / 2) / -perNat;
    return { text, alternatives: [{ ...alternative, nats }] };
  }

  let corrector: Recordings;
  let doubtful: Heard;
  beforeAll(() => {
    corrector = correctorOf('Liddy', 'Lydie', 'Shell', ...CLINIC);
    doubtful = doubtfully('She asked for Lily.', 'Lily', 'Liddy', corrector);
  });

  function texts(...heard: Heard[]): string[] {
    return corrector.reviseAll(...heard).map(({ text }) => text);
  }

  it('is likelier to be said again, before and after, and more than once', () => {
    expect(texts(doubtful)).toEqual(['She asked for Lily.']);
    expect(texts(doubtful, { text: 'I kissed Liddy.' }, doubtful)).toEqual([
      'She asked for Liddy.',
      'I kissed Liddy.',
      'She asked for Liddy.',
    ]);
    const both = doubtfully('Liddy? She asked for Lily.', 'Lily', 'Liddy', corrector);
    expect(texts(both)).toEqual(['Liddy? She asked for Liddy.']);
  });

  it('was said where it is put in, too', () => {
    const sure = { text: 'I kissed Lily.', alternatives: [told('Liddy', 0.2, 9, 4)] };
    expect(texts(doubtful, sure)).toEqual(['She asked for Liddy.', 'I kissed Liddy.']);
  });

  it('was not said where it is in doubt, or where another one is likelier', () => {
    expect(texts(doubtful, doubtful)).toEqual(['She asked for Lily.', 'She asked for Lily.']);
    const rival = {
      text: 'I kissed Lily.',
      alternatives: [told('Liddy', 0.2, 9, 4), told('Lydie', -5, 9, 4)],
    };
    expect(texts(doubtful, rival)).toEqual(['She asked for Lily.', 'I kissed Lydie.']);
  });

  it('was not said where only its letters stand', () => {
    const shall = doubtfully('And shall we?', 'shall', 'Shell', corrector);
    expect(texts(shall, { text: "She'll come." })).toEqual(['And shall we?', "She'll come."]);
  });

  it('is put in place of no common word that the text alone would leave', () => {
    const text = 'Liddy and the lady with a little lily.';
    expect(texts({ text })).toEqual([text]);
  });

  it('does not make surer what is sure without it', () => {
    const sure = { text: 'I kissed Lily.', alternatives: [told('Liddy', 0.2, 9, 4)] };
    const [alone, beside] = [[sure], [sure, { text: 'Liddy came.' }]].map(
      (heard) => corrector.reviseAll(...heard)[0],
    );
    expect(beside).toEqual(alone);
  });
});
