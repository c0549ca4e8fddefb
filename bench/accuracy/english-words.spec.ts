import { describe, expect, it } from 'vitest';
import { englishWords } from './english-words.js';

describe('englishWords', () => {
  it.each([
    ["Let's GO — I can't, won't, didn't.", 'let us go i can not will not did not'],
    ["He's been (laughs) um, there; we'd gone [noise] hmm.", 'he has been there we had gone'],
    ['Mr. Smith, Mrs. Jones & Dr. No', 'mister smith missus jones doctor no'],
    ['The colour of the theatre was realised, grey', 'the color of the theater was realised gray'],
    ['The color of the theater was realized, gray', 'the color of the theater was realised gray'],
    ['size and prize', 'size and prize'],
    ['five hundred and one, two thousand and six', '501 2006'],
    ['1,000 or one thousand', '1000 or 1000'],
    ['five five or 5 5 or 55', '55 or 55 or 55'],
    ['in nineteen eighty four', 'in 1984'],
    ['dial five oh five zero now', 'dial 5050 now'],
    ['the twenty first, the 21st, the third', 'the 21st the 21st the 3rd'],
    ['a twenty eight point eight kilobit line', 'a 28.8 kilobit line'],
    ['4 million or $5, 50%', '4000000 or 5 dollars 50 percent'],
    ['two hundred thousand three hundred', '200300'],
    ['one hundred and nothing', '100 and nothing'],
    ['the sixtieth point', 'the 60th point'],
    ['naïve café, y’know', 'naive cafe you know'],
    ['alright OK', 'all right okay'],
    ['', ''],
  ])('%s', (text, words) => {
    expect(englishWords(text).join(' ')).toBe(words);
  });
});
