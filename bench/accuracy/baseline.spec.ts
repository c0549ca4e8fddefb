import { describe, expect, it } from 'vitest';
import type { Accuracy } from './accuracy.js';
import { changesSince } from './baseline.js';
import { noise } from './counted.js';

const NOTHING = { recordings: 0, words: 0, serviceErrors: 0, wholeErrors: 0 };

function accuracy(changed: Partial<Accuracy> & { errors?: number; words?: number } = {}): Accuracy {
  const { errors = 100, words = 1600, ...others } = changed;
  const clean = { name: 'clean', recordings: 80, words: { errors, of: words } };
  return {
    model: 'moonshine-tiny-en',
    scores: [{ ...clean, utterances: NOTHING, longer: NOTHING }],
    letters: { errors: 40, of: 900 },
    marks: { errors: 90, of: 900 },
    invented: { recordings: 5, words: 0, seconds: 0 },
    borders: { borders: 49, doubled: 0, dropped: 2 },
    ...others,
  };
}

const verdicts = (now: Accuracy) =>
  Object.fromEntries(
    changesSince(accuracy(), now)
      .filter(({ verdict }) => verdict !== 'kept')
      .map(({ name, verdict }) => [name, verdict]),
  );

describe('changesSince', () => {
  it.each([
    ['nothing changed', {}, {}],
    ['errors within chance', { errors: 112 }, {}],
    ['errors beyond chance', { errors: 113 }, { 'word errors, clean': 'worse' }],
    ['fewer errors', { errors: 10 }, {}],
    ['other recordings', { words: 1601 }, { 'word errors, clean': 'incomparable' }],
    [
      'fewer words heard right',
      { letters: { errors: 29, of: 450 } },
      { 'letters with the wrong case': 'worse' },
    ],
    ['as many errors among more words', { marks: { errors: 99, of: 990 } }, {}],
    [
      'a word where nobody speaks',
      { invented: { recordings: 5, words: 1, seconds: 0.4 } },
      { 'invented words': 'worse', 'seconds of invented words': 'worse' },
    ],
    [
      'a doubled word',
      { borders: { borders: 49, doubled: 1, dropped: 2 } },
      { 'words doubled at borders': 'worse' },
    ],
  ])('%s', (_, changed, failures) => {
    expect(verdicts(accuracy(changed))).toEqual(failures);
  });

  it('compares nothing with the figures of another model', () => {
    const all = changesSince(accuracy(), accuracy({ model: 'whisper-tiny' }));
    expect(all.map(({ verdict }) => verdict)).toEqual(all.map(() => 'incomparable'));
  });

  it('does not take a figure that was never committed for kept', () => {
    const [clean] = accuracy().scores;
    const both = accuracy({ scores: clean ? [clean, { ...clean, name: 'noisy' }] : [] });
    expect(verdicts(both)).toEqual({ 'word errors, noisy': 'incomparable' });
  });
});

describe('noise', () => {
  it('is the 0.7 points in 1,700 words that were measured', () => {
    expect(noise(1700) / 17).toBeCloseTo(0.7, 1);
  });
});
