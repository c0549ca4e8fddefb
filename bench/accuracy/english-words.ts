import { numbersToDigits } from './english-numbers.js';
import { unifySpelling } from './english-spellings.js';

/**
 * The words that a word error rate compares: what two correct transcripts of the same speech may write differently
 * is gone. The rules are those of Whisper's English normaliser (Radford et al. 2022, appendix C; `whisper/normalizers`
 * in openai/whisper): case, punctuation, fillers, contractions, titles, numbers, British and American spelling.
 *
 * It differs where comparing needs no readable text: symbols of money and percent become words, digits that stand
 * alone join (`5 5` and `five five` are `55`), and spellings are unified by rules in place of a list of 1,700 words.
 */
export function englishWords(text: string): string[] {
  let rest = text
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/\[[^\]]*\]|<[^>]*>|\([^)]*\)/g, ' ')
    .replace(/\b(h?mm+|mhm|u[hm])\b/g, ' ')
    .replace(/\s+'/g, "'");
  for (const [pattern, replacement] of CONTRACTIONS) rest = rest.replace(pattern, replacement);
  const plain = rest
    .replace(TITLE, (title) => TITLES.get(title) ?? title)
    .replace(/(\d),(?=\d)/g, '$1')
    .replace(
      /([$£€])\s*([\d.]+)/g,
      (_, symbol: string, amount: string) => `${amount} ${CURRENCIES.get(symbol)}`,
    )
    .replace(/%/g, ' percent ')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/\.(?!\d)|(?<!\d)\./g, ' ')
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .replace(/(\d)(?!st\b|nd\b|rd\b|th\b|s\b)(\p{L})|(\p{L})(?=\d)/gu, '$1$3 $2');
  const words = plain.split(/\s+/).filter((word) => word !== '');
  return numbersToDigits(words).flatMap((word) => unifySpelling(word).split(' '));
}

const CURRENCIES: ReadonlyMap<string, string> = new Map([
  ['$', 'dollars'],
  ['£', 'pounds'],
  ['€', 'euros'],
]);

const TITLES: ReadonlyMap<string, string> = new Map([
  ['mr', 'mister'],
  ['mrs', 'missus'],
  ['st', 'saint'],
  ['dr', 'doctor'],
  ['prof', 'professor'],
  ['capt', 'captain'],
  ['gov', 'governor'],
  ['gen', 'general'],
  ['sen', 'senator'],
  ['rep', 'representative'],
  ['pres', 'president'],
  ['rev', 'reverend'],
  ['hon', 'honorable'],
  ['lt', 'lieutenant'],
  ['col', 'colonel'],
  ['jr', 'junior'],
  ['sr', 'senior'],
]);
const TITLE = new RegExp(`\\b(${[...TITLES.keys()].join('|')})\\b`, 'g');

/** In this order: what is irregular comes first. */
const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\blet's\b/g, 'let us'],
  [/\by'all\b/g, 'you all'],
  [/\by'know\b/g, 'you know'],
  [/\bma'am\b/g, 'madam'],
  [/\bwanna\b/g, 'want to'],
  [/\bgotta\b/g, 'got to'],
  [/\bgonna\b/g, 'going to'],
  [/\b(w|c|sh)oulda\b/g, '$1ould have'],
  [/'d (been|gone|done)\b/g, ' had $1'],
  [/'s (been|gone|got)\b/g, ' has $1'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'s\b/g, ' is'],
  [/'d\b/g, ' would'],
  [/'ll\b/g, ' will'],
  [/'t\b/g, ' not'],
  [/'ve\b/g, ' have'],
  [/'m\b/g, ' am'],
];
