import { describe, expect, it } from 'vitest';
import { readEntries } from './read-entries.js';

describe('readEntries', () => {
  it('fills in what is left out; a term alone is an entry', () => {
    expect(readEntries(['Digium', { term: ' cray   fish ' }])).toEqual({
      entries: [
        { term: 'Digium', soundsLike: [], boost: 1, case: 'exact', wholeWord: true },
        { term: 'cray fish', soundsLike: [], boost: 1, case: 'keep', wholeWord: true },
      ],
    });
  });

  it.each([
    [{}, 'entries.0.term'],
    [{ term: '' }, 'entries.0.term'],
    [{ term: '—' }, 'entries.0.term'],
    [{ term: 'a\u0000b' }, 'entries.0.term'],
    [{ term: 'x'.repeat(101) }, 'entries.0.term'],
    [{ term: 'one two three four five six seven eight nine' }, 'entries.0.term'],
    [{ term: 'a', boost: -1 }, 'entries.0.boost'],
    [{ term: 'a', boost: 11 }, 'entries.0.boost'],
    [{ term: 'a', boost: Number.NaN }, 'entries.0.boost'],
    [{ term: 'a', case: 'upper' }, 'entries.0.case'],
    [{ term: 'a', whole_word: 'yes' }, 'entries.0.whole_word'],
    [{ term: 'a', sounds_like: 'b' }, 'entries.0.sounds_like'],
    [{ term: 'a', sounds_like: Array.from({ length: 21 }, (_, at) => `b${at}`) }, 'entries.0.sounds_like'],
    [{ term: 'a', weight: 2 }, 'entries.0.weight'],
    [null, 'entries.0'],
    [[], 'entries.0'],
  ])('refuses %o at %s', (entry, field) => {
    expect(readEntries([entry])).toMatchObject({ problems: [{ field }] });
  });

  it('refuses a term that comes twice, and tells where it was', () => {
    expect(readEntries(['a', 'b', 'a'])).toEqual({
      problems: [{ field: 'entries.2.term', message: 'is the term of entries.0 too' }],
    });
  });

  it('refuses more than ten thousand entries', () => {
    const entries = Array.from({ length: 10_001 }, (_, at) => `term${at}`);
    expect(readEntries(entries)).toMatchObject({ problems: [{ field: 'entries' }] });
    expect(readEntries(entries.slice(1))).toHaveProperty('entries.length', 10_000);
  });

  it('tells twenty problems and no more', () => {
    expect(readEntries(Array.from({ length: 50 }, () => null))).toHaveProperty('problems.length', 20);
  });

  it('refuses what is no list', () => {
    expect(readEntries({ term: 'a' })).toMatchObject({ problems: [{ field: 'entries' }] });
  });
});
