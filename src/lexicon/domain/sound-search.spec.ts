import { describe, expect, it } from 'vitest';
import { CORRECTION_MODEL } from './correction-model.js';
import { parsePhones, type Phones } from './phones.js';
import { PHONE_COUNT } from './sound-costs.js';
import { NEAR, SoundSearch, type SpokenStretch } from './sound-search.js';

const { costs } = CORRECTION_MODEL;

function stretchOf(...words: string[]): SpokenStretch {
  const spoken = words.map(parsePhones);
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  let at = 0;
  for (const [index, word] of spoken.entries()) {
    starts.set(at, index);
    at += word.length;
    ends.set(at, index);
  }
  return { phones: Uint8Array.from(spoken.flatMap((word) => [...word])), starts, ends };
}

/** The edit distance of one form and one run of phones, cell by cell. */
function distance(said: Phones, heard: Phones): number {
  let previous = [0];
  for (const phone of heard) previous.push((previous.at(-1) ?? 0) + (costs.added[phone] ?? 0));
  for (const phone of said) {
    const current = [(previous[0] ?? 0) + (costs.dropped[phone] ?? 0)];
    for (const [at, other] of heard.entries()) {
      current.push(
        Math.min(
          (previous[at] ?? 0) + (costs.heardAs[phone * PHONE_COUNT + other] ?? 0),
          (previous[at + 1] ?? 0) + (costs.dropped[phone] ?? 0),
          (current[at] ?? 0) + (costs.added[other] ?? 0),
        ),
      );
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

const HEARD = ['DH AH', 'HH AY D R OW', 'K L AO R OW', 'TH AY AH Z AY D', 'D IH JH AH M', 'S ER V ER'];
const FORMS = [
  'HH AY D R OW K L AO R AH TH AY AH Z AY D',
  'D IH JH IY AH M',
  'S ER V AH',
  'HH AY D R AH N T',
  'K L AO R IY N',
].map(parsePhones);

describe('SoundSearch', () => {
  it('finds a term in several words, and one that sounds a little different', () => {
    const found = new SoundSearch(FORMS, costs).search(stretchOf(...HEARD), NEAR);
    expect(found).toContainEqual(expect.objectContaining({ form: 0, start: 1, end: 3 }));
    expect(found).toContainEqual(expect.objectContaining({ form: 1, start: 4, end: 4 }));
  });

  it('gives the cost that comparing each form with each run of words gives', () => {
    const found = new SoundSearch(FORMS, costs).search(stretchOf(...HEARD), NEAR);
    for (const { form, start, end, cost } of found) {
      const run = parsePhones(HEARD.slice(start, end + 1).join(' '));
      expect(cost).toBeCloseTo(distance(FORMS[form] ?? run, run), 3);
    }
    expect(found.length).toBeGreaterThan(2);
  });

  it('begins and ends at the borders of words alone', () => {
    const search = new SoundSearch([parsePhones('R OW K L')], costs);
    expect(search.search(stretchOf('HH AY D R OW', 'K L AO R OW'), NEAR)).toEqual([]);
  });

  it('finds of one form from one start what it finds of it among all', () => {
    const search = new SoundSearch(FORMS, costs);
    const stretch = stretchOf(...HEARD);
    const all = search.search(stretch, NEAR);
    const one = FORMS.flatMap((_, form) =>
      [...stretch.starts.keys()].flatMap((before) => search.searchForm(form, before, stretch, NEAR)),
    );
    for (const match of all) expect(one).toContainEqual(match);
    for (const match of one)
      expect(
        all.some(({ form, end, cost }) => form === match.form && end === match.end && cost <= match.cost),
      ).toBe(true);
    expect(search.searchForm(1, 1, stretch, NEAR)).toEqual([]);
    expect(search.search(stretch, NEAR)).toEqual(all);
  });

  it('tells no more than twenty of any number that sound the same', () => {
    const forms = Array.from({ length: 10_000 }, () => parsePhones('D IH JH AH M'));
    const found = new SoundSearch(forms, costs).search(stretchOf(...HEARD), NEAR);
    expect(found).toHaveLength(20);
    expect(new Set(found.map(({ start, end }) => `${start} ${end}`))).toEqual(new Set(['4 4']));
  });

  it('finds the same in a short text after a long one', () => {
    const search = new SoundSearch(FORMS, costs);
    const fresh = new SoundSearch(FORMS, costs);
    search.search(stretchOf(...HEARD, ...HEARD, ...HEARD), NEAR);
    expect(search.search(stretchOf('D IH JH AH M'), NEAR)).toEqual(
      fresh.search(stretchOf('D IH JH AH M'), NEAR),
    );
  });
});
