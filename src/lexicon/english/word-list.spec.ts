import { dictionary } from 'cmu-pronouncing-dictionary';
import { words } from 'popular-english-words';
import { describe, expect, it } from 'vitest';
import { stringsOf, WordList } from './word-list.js';

describe('WordList', () => {
  it('finds each word, and no other', () => {
    const list = WordList.of([
      ['b', '2'],
      ['a', '1'],
      ["a's", ''],
    ]);
    expect(['a', 'b', "a's", '', 'aa', 'c'].map((word) => list.get(word))).toEqual([
      '1',
      '2',
      '',
      ...Array(3),
    ]);
    expect(list.size).toBe(3);
    expect(WordList.of([]).get('a')).toBeUndefined();
  });
});

describe('stringsOf', () => {
  it('reads from a module what it exports', () => {
    expect(stringsOf('popular-english-words/words.js', 1)).toEqual(
      words.getMostPopular(words.getWordCount()),
    );
    expect(stringsOf('cmu-pronouncing-dictionary', 1)).toEqual(Object.entries(dictionary).flat());
  });

  it('says so when a module is not what it was', () => {
    expect(() => stringsOf('cmu-pronouncing-dictionary', 1e6)).toThrow('no list of words');
  });
});
