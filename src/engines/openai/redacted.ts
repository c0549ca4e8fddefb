/** So many letters and digits in a row of a secret are too many. */
const FRAGMENT_LENGTH = 8;

/** What is shorter is no secret. */
const SECRET_MIN_LENGTH = 4;

const SHOWN_LENGTH = 300;

const MASK = '(secret)';

/** A character as it stands, or as URLs, JSON and HTML write it. */
const CHARACTER = /%([0-9a-f]{2})|\\u00([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{2,3});|[^]/giu;

/** What a secret is told by; what stands in between (spaces, dashes, quotes) does not make it another one. */
const TELLING = /[\p{L}\p{N}]/u;

/**
 * What somebody else said, on one short line, without the secret or any longer piece of it: as it is, in other letters,
 * spaced out, escaped, in base64 or in hexadecimal. Against carelessness: who wants to tell a secret finds a way.
 */
export function redacted(text: string, secret: string): string {
  const line = text
    .slice(0, 4 * SHOWN_LENGTH)
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  const shown = secret.length < SECRET_MIN_LENGTH ? line : withoutSecret(line, secret);
  return shown.length > SHOWN_LENGTH ? `${shown.slice(0, SHOWN_LENGTH)}…` : shown;
}

function withoutSecret(line: string, secret: string): string {
  const own = compact(secret);
  const forms = encoded(secret)
    .map(compact)
    .filter(({ length }) => length >= FRAGMENT_LENGTH);
  const told = own.length >= SECRET_MIN_LENGTH ? [own, ...forms] : forms;
  return withoutPieces(line.replaceAll(secret, MASK), told);
}

/** Masks the longest pieces of these forms, from {@link FRAGMENT_LENGTH} telling characters on, or a whole shorter one. */
function withoutPieces(text: string, forms: readonly string[]): string {
  const characters = tellingCharacters(text);
  const letters = characters.map(({ letter }) => letter).join('');
  let shown = '';
  let shownTo = 0;
  for (let at = 0; at < letters.length;) {
    const length = Math.max(0, ...forms.map((form) => pieceLength(letters, at, form)));
    const [first, last] = [characters[at], characters[at + length - 1]];
    if (length > 0 && first && last) {
      shown += text.slice(shownTo, first.start) + MASK;
      shownTo = last.end;
    }
    at += Math.max(1, length);
  }
  return shown + text.slice(shownTo);
}

/** How much of a form is told from there on; 0 when it is too little to matter. */
function pieceLength(letters: string, at: number, form: string): number {
  let end = at;
  while (end < letters.length && form.includes(letters.slice(at, end + 1))) end += 1;
  return end - at >= Math.min(FRAGMENT_LENGTH, form.length) ? end - at : 0;
}

interface TellingCharacter {
  /** One code unit, in lower case. */
  readonly letter: string;
  readonly start: number;
  readonly end: number;
}

function tellingCharacters(text: string): TellingCharacter[] {
  return Array.from(text.matchAll(CHARACTER)).flatMap(({ 0: written, index, ...escapes }) => {
    const hex = escapes[1] ?? escapes[2] ?? escapes[3];
    const code = hex === undefined ? Number(escapes[4]) : Number.parseInt(hex, 16);
    const letter = Number.isNaN(code) ? written : String.fromCharCode(code);
    if (!TELLING.test(letter)) return [];
    return [{ letter: letter.toLowerCase().charAt(0), start: index, end: index + written.length }];
  });
}

function compact(text: string): string {
  return tellingCharacters(text)
    .map(({ letter }) => letter)
    .join('');
}

/** In base64 it is three things, by what stands before it: of each what depends on nothing else. */
function encoded(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  return [...inBase64, bytes.toString('hex')];
}
