import { describe, expect, it } from 'vitest';
import { languageCode } from './language-code.js';

describe('the language that a provider names', () => {
  it.each([
    ['english', 'en'],
    ['English', 'en'],
    ['en', 'en'],
    ['german', 'de'],
    ['indonesian', 'id'],
    ['hebrew', 'he'],
    ['romanian', 'ro'],
    ['bengali', 'bn'],
    ['tagalog', 'tl'],
    ['myanmar', 'my'],
    ['maori', 'mi'],
    ['haitian creole', 'ht'],
    ['yiddish', 'yi'],
    ['Cantonese', 'yue'],
    ['haw', 'haw'],
    ['eng', 'en'],
    ['jw', 'jv'],
    ['tl', 'tl'],
  ])('%s is %s', (name, code) => expect(languageCode(name)).toBe(code));

  it('is not known otherwise', () => {
    for (const name of ['klingon', 'xx', '', undefined, null, 7]) expect(languageCode(name)).toBeUndefined();
  });
});
