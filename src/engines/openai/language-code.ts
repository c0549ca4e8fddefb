/**
 * What a provider calls a language (`english`, `en`, `Haitian Creole`) as ISO 639-1, or 639-3 where that has no code;
 * undefined when nobody knows it.
 */
export function languageCode(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const plain = plainName(name);
  if (/^[a-z]{2,3}$/.test(plain) && englishName(plain) !== undefined) return shortest(plain);
  codes ??= namedCodes();
  return codes.get(plain);
}

let codes: ReadonlyMap<string, string> | undefined;

const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/** Whisper’s names that are not those of Unicode. */
const ALIASES = {
  bengali: 'bn',
  cantonese: 'yue',
  castilian: 'es',
  flemish: 'nl',
  haitian: 'ht',
  hawaiian: 'haw',
  letzeburgesch: 'lb',
  moldavian: 'ro',
  moldovan: 'ro',
  myanmar: 'my',
  nynorsk: 'nn',
  panjabi: 'pa',
  pushto: 'ps',
  sinhalese: 'si',
  tagalog: 'tl',
  valencian: 'ca',
} as const;

/** Of every pair of letters that is a code, and not an old one such as `iw` for `he`. */
function namedCodes(): Map<string, string> {
  const pairs = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const valid = pairs.filter((code) => Intl.getCanonicalLocales(code)[0] === code);
  const named = valid.flatMap((code): [string, string][] => {
    const name = englishName(code);
    return name === undefined ? [] : [[plainName(name), code]];
  });
  return new Map([...named, ...Object.entries(ALIASES)]);
}

/** `eng` → `en`, and the code of today for an old one, such as `iw` for `he`. */
function shortest(code: string): string {
  const [canonical = code] = Intl.getCanonicalLocales(code);
  return canonical.length === 2 ? canonical : code;
}

function englishName(code: string): string | undefined {
  return NAMES.of(code);
}

/** `Māori` → `maori`. */
function plainName(name: string): string {
  return name.trim().toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
}
