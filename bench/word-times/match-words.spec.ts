import { describe, expect, it } from 'vitest';
import { matchWords } from './match-words.js';

describe('matchWords', () => {
  it.each([
    ['the same', 'a b c', 'a b c', [0, 1, 2]],
    ['written in another way', "five, isn't Mister", "5 Isn't Mr.", [0, 1, 2]],
    ['another word', 'a b c', 'a x c', [0, null, 2]],
    ['a word that was not heard', 'a b c', 'a c', [0, null, 1]],
    ['a word that nobody said', 'a b', 'a x b', [0, 2]],
    ['nothing heard', 'a b', '', [null, null]],
    ['two words heard as one', 'five six seven', '56 seven', [null, null, 1]],
  ])('%s', (_, known, heard, matches) => {
    const words = (text: string) => text.split(' ').filter((word) => word !== '');
    expect(matchWords(words(known), words(heard))).toEqual(matches);
  });
});
