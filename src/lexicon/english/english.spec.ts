import { describe, expect, it } from 'vitest';
import { phoneNames } from '../domain/phones.js';
import { spokenForms } from '../domain/spoken-form.js';
import { English } from './english.js';

const english = new English();
const formsOf = (text: string) => spokenForms(text, english).map(phoneNames);

describe('English', () => {
  it('says words as the dictionary has them, and others by their letters', () => {
    expect(phoneNames(english.pronounce('colonel'))).toBe('K ER N AH L');
    expect(phoneNames(english.pronounce('digium'))).toBe('D IH JH AH M');
    expect(phoneNames(english.pronounce("digium's"))).toBe('D IH JH AH M Z');
    expect(english.pronounce('—')).toHaveLength(0);
  });

  it('reads figures out, long ones figure by figure', () => {
    expect(formsOf('B12')).toEqual(['B IY T W EH L V']);
    expect(formsOf('42')).toEqual(['F AO R T IY T UW']);
    expect(formsOf('007')).toEqual(['Z IH R OW Z IH R OW S EH V AH N']);
  });

  it('spells an abbreviation, and tries it as a word where that can be said', () => {
    expect(formsOf('PBX')).toEqual(['P IY B IY EH K S']);
    expect(formsOf('NASA')).toContain('N AE S AH');
    expect(formsOf('NASA')).toContain('EH N EY EH S EY');
  });

  it('takes apart what capitals join, and leaves marks of letters out', () => {
    expect(formsOf('NestJS')).toEqual(['N EH S T JH EY EH S']);
    expect(formsOf('café')).toEqual([phoneNames(english.pronounce('cafe'))]);
  });

  it('knows common words from rare ones and from none', () => {
    const [the, crayfish, none] = ['the', 'crayfish', 'crefish'].map((word) => english.logFrequency(word));
    expect(the).toBeGreaterThan((crayfish ?? 0) + 8);
    expect(crayfish).toBeGreaterThan(none ?? 0);
    expect(english.logFrequency("it's")).toBe(english.logFrequency('it'));
  });
});
