import { PHONES, VOWELS, type PhoneName } from '../../src/lexicon/domain/phones.js';

/**
 * How far two phones are apart by the way they are made, in nats: where the learning of the sound costs starts, and what
 * it stays with where it has seen little. Consonants by place, manner and voice; vowels by openness and backness.
 */
type Manner = 'stop' | 'affricate' | 'fricative' | 'nasal' | 'liquid' | 'glide';

interface Consonant {
  /** From the lips, 0, to the throat, 7. */
  readonly place: number;
  readonly manner: Manner;
  readonly voiced: boolean;
}

const consonant = (place: number, manner: Manner, voiced: boolean): Consonant => ({ place, manner, voiced });

const CONSONANTS: Readonly<Partial<Record<PhoneName, Consonant>>> = {
  P: consonant(0, 'stop', false),
  B: consonant(0, 'stop', true),
  M: consonant(0, 'nasal', true),
  W: consonant(0, 'glide', true),
  F: consonant(1, 'fricative', false),
  V: consonant(1, 'fricative', true),
  TH: consonant(2, 'fricative', false),
  DH: consonant(2, 'fricative', true),
  T: consonant(3, 'stop', false),
  D: consonant(3, 'stop', true),
  S: consonant(3, 'fricative', false),
  Z: consonant(3, 'fricative', true),
  N: consonant(3, 'nasal', true),
  L: consonant(3, 'liquid', true),
  CH: consonant(4, 'affricate', false),
  JH: consonant(4, 'affricate', true),
  SH: consonant(4, 'fricative', false),
  ZH: consonant(4, 'fricative', true),
  R: consonant(4, 'liquid', true),
  Y: consonant(5, 'glide', true),
  K: consonant(6, 'stop', false),
  G: consonant(6, 'stop', true),
  NG: consonant(6, 'nasal', true),
  HH: consonant(7, 'fricative', false),
};

/** Openness from 0 (closed) to 3, backness from 0 (front) to 2; of a diphthong where it begins and ends. */
const VOWEL_PATHS: Readonly<Partial<Record<PhoneName, readonly [number, number, number, number]>>> = {
  IY: [0, 0, 0, 0],
  IH: [0.6, 0.4, 0.6, 0.4],
  EY: [1.2, 0.2, 0.4, 0.2],
  EH: [1.7, 0.4, 1.7, 0.4],
  AE: [2.5, 0.4, 2.5, 0.4],
  AH: [1.7, 1.1, 1.7, 1.1],
  ER: [1.4, 1, 1.4, 1],
  AA: [3, 1.5, 3, 1.5],
  AO: [2.2, 1.8, 2.2, 1.8],
  OW: [1.4, 1.7, 0.7, 1.8],
  UH: [0.7, 1.6, 0.7, 1.6],
  UW: [0.1, 1.7, 0, 1.8],
  AY: [2.8, 1.1, 0.5, 0.4],
  AW: [2.8, 1.2, 0.6, 1.6],
  OY: [2, 1.8, 0.5, 0.4],
};

const OTHER_KIND = 6.5;
const SCHWA_LIKE = new Set<PhoneName>(['AH', 'IH']);
const WEAK = new Set<PhoneName>(['HH', 'T', 'D', 'Y', 'W', 'R', 'L', 'N']);

export function priorHeardAs(said: number, heard: number): number {
  if (said === heard) return 0;
  if (said < VOWELS !== heard < VOWELS) return otherKind(said, heard);
  return said < VOWELS ? vowelDistance(said, heard) : consonantDistance(said, heard);
}

export function priorDropped(phone: number): number {
  return byKind(phone, { vowel: 3, schwa: 1.8, weak: 2.3, other: 3.2 });
}

export function priorAdded(phone: number): number {
  return byKind(phone, { vowel: 3.3, schwa: 2.2, weak: 2.7, other: 3.6 });
}

function byKind(phone: number, cost: { vowel: number; schwa: number; weak: number; other: number }): number {
  const name = PHONES[phone] as PhoneName;
  if (phone < VOWELS) return SCHWA_LIKE.has(name) ? cost.schwa : cost.vowel;
  return WEAK.has(name) ? cost.weak : cost.other;
}

/** Vowels and consonants that are made alike. */
const SAME_MAKING = new Set(['ER R', 'UW W', 'IY Y', 'L OW', 'L UH']);

function otherKind(a: number, b: number): number {
  const names = [`${PHONES[a]} ${PHONES[b]}`, `${PHONES[b]} ${PHONES[a]}`];
  return names.some((pair) => SAME_MAKING.has(pair)) ? 2.5 : OTHER_KIND;
}

function vowelDistance(a: number, b: number): number {
  const [one, other] = [VOWEL_PATHS[PHONES[a] as PhoneName], VOWEL_PATHS[PHONES[b] as PhoneName]];
  if (!one || !other) throw new Error('a vowel without a place');
  const apart = Math.hypot(...one.map((value, at) => value - (other[at] ?? 0)));
  return 0.7 + 0.8 * apart;
}

function consonantDistance(a: number, b: number): number {
  const [one, other] = [CONSONANTS[PHONES[a] as PhoneName], CONSONANTS[PHONES[b] as PhoneName]];
  if (!one || !other) throw new Error('a consonant without a place');
  const voice = one.voiced === other.voiced ? 0 : 0.9;
  const manner = one.manner === other.manner ? 0 : mannerDistance(one.manner, other.manner);
  const place = Math.min(3, 0.8 * Math.abs(one.place - other.place));
  return Math.min(OTHER_KIND - 1, 0.8 + voice + manner + place);
}

function mannerDistance(a: Manner, b: Manner): number {
  const pair = [a, b].toSorted().join(' ');
  if (pair === 'affricate fricative' || pair === 'affricate stop' || pair === 'glide liquid') return 1;
  return pair.includes('nasal') || pair.includes('liquid') ? 2.4 : 1.8;
}
