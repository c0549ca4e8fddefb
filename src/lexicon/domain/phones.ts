/** The 39 phones of ARPABET, without stress. Their order is the order of every table of sounds. */
// prettier-ignore
export const PHONES = [
  'AA', 'AE', 'AH', 'AO', 'AW', 'AY', 'EH', 'ER', 'EY', 'IH', 'IY', 'OW', 'OY', 'UH', 'UW',
  'B', 'CH', 'D', 'DH', 'F', 'G', 'HH', 'JH', 'K', 'L', 'M', 'N', 'NG', 'P', 'R',
  'S', 'SH', 'T', 'TH', 'V', 'W', 'Y', 'Z', 'ZH',
] as const;

export type PhoneName = (typeof PHONES)[number];

/** A sequence of phones, each as its index in {@link PHONES}. */
export type Phones = Uint8Array;

/** The first 15 phones are vowels. */
export const VOWELS = 15;

const INDEX: ReadonlyMap<string, number> = new Map(PHONES.map((name, index) => [name, index]));

/** From names with a space between them; digits of stress are ignored. Throws on a name that is none. */
export function parsePhones(names: string): Phones {
  return Uint8Array.from(names.split(' '), (name) => {
    const phone = INDEX.get(name.replace(/\d$/, ''));
    if (phone === undefined) throw new Error(`${name} is no phone of ARPABET`);
    return phone;
  });
}

export function phoneNames(phones: Phones): string {
  return Array.from(phones, (phone) => PHONES[phone]).join(' ');
}

export function joinPhones(parts: readonly Phones[]): Phones {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
