import { describe, expect, it } from 'vitest';
import { readEntries } from './domain/read-entries.js';
import { entriesFromCsv, entriesToCsv, UnreadableCsvError } from './lexicon-csv.js';

describe('a lexicon as CSV', () => {
  it('comes back as it was written', () => {
    const given = readEntries([
      { term: 'Digium, Inc.', sounds_like: ['dig him', 'the "museum"'], boost: 2.5, whole_word: false },
      { term: 'crayfish', case: 'exact' },
    ]);
    if ('problems' in given) throw new Error('they were not taken');
    expect(readEntries(entriesFromCsv(entriesToCsv(given.entries)))).toEqual(given);
  });

  it('needs no column but the term, in any order and case, with or without a byte order mark', () => {
    expect(entriesFromCsv('\uFEFFBoost, Term\r\n2,Digium\r\n,crayfish\r\n')).toEqual([
      { boost: 2, term: 'Digium' },
      { term: 'crayfish' },
    ]);
  });

  it.each(['name\nDigium\n', 'term\n"Digium\n', 'term\na,b,c\n'])('refuses %o', (csv) => {
    expect(() => entriesFromCsv(csv)).toThrow(UnreadableCsvError);
  });

  it('leaves it to the check of the entries to refuse a cell', () => {
    const [entry] = entriesFromCsv('term,boost,whole_word\na,high,perhaps\n');
    expect(readEntries([entry])).toMatchObject({
      problems: [{ field: 'entries.0.boost' }, { field: 'entries.0.whole_word' }],
    });
  });
});
