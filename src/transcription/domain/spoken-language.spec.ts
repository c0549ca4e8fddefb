import { describe, expect, it } from 'vitest';
import { chooseLanguage, mainLanguage } from './spoken-language.js';

const ENGLISH = { codes: ['en'], found: false };
const TOLD = { codes: ['en', 'de'], found: false };
const FOUND = { codes: ['en', 'de'], found: true };

describe('the language of a job', () => {
  it.each([
    ['the only one, whatever is left open', ENGLISH, undefined, 'en'],
    ['the only one, asked to find it out', ENGLISH, 'auto', 'en'],
    ['the one that is asked for', TOLD, 'de', 'de'],
    ['the first one of a model that has to be told', TOLD, undefined, 'en'],
    ['none, if the model cannot find it out', TOLD, 'auto', null],
    ['none, if the model does not have it', FOUND, 'fr', null],
    ['found out, if nothing is asked for', FOUND, undefined, 'auto'],
    ['found out, if that is asked for', FOUND, 'auto', 'auto'],
    ['the one that is asked for, though it could be found out', FOUND, 'de', 'de'],
  ])('is %s', (_, languages, asked, chosen) => {
    expect(chooseLanguage(languages, asked)).toBe(chosen);
  });
});

describe('the main language', () => {
  const segment = (start: number, end: number, language?: string, text = 'x') => ({
    start,
    end,
    text,
    ...(language !== undefined && { language }),
  });

  it('is the one that was heard longest', () => {
    const segments = [
      segment(0, 5, 'en'),
      segment(5, 9, 'de'),
      segment(9, 12, 'de'),
      segment(12, 40, 'fr', ''),
    ];
    expect(mainLanguage(segments)).toBe('de');
  });

  it('is undetermined when no model told', () => {
    expect(mainLanguage([segment(0, 5)])).toBe('und');
    expect(mainLanguage([])).toBe('und');
  });
});
