/**
 * Learns how the letters of English are spoken, from the CMU pronouncing dictionary: aligns letters and phones by
 * expectation maximisation, then grows a tree of contexts for each letter. Its output is what
 * `src/lexicon/english/letter-sounds.ts` reads.
 */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { PHONES } from '../../src/lexicon/domain/phones.js';
import { CONTEXT_OFFSETS, encodeTree, type SoundNode } from '../../src/lexicon/english/letter-sounds.js';

const LETTERS = 26;
/** 0 stands for no phone: a letter may be silent. */
const SOUNDS = PHONES.length + 1;
const WIDTH = SOUNDS * SOUNDS;
const LENGTH_MAX = 22;
const ROUNDS = 8;
/** Contexts that fewer words show are chance: half the tree, and as good on words that it has not seen. */
const WORDS_MIN = 3;

interface Example {
  readonly letters: Uint8Array;
  /** 1-based phones. */
  readonly phones: Uint8Array;
}

interface Aligned {
  readonly letters: Uint8Array;
  /** For each letter none, one or two phones: `first * SOUNDS + second`, a single one as the second. */
  readonly sounds: Int32Array;
  readonly phones: Uint8Array;
}

export function examples(): Example[] {
  const index = new Map<string, number>(PHONES.map((name, at) => [name, at + 1]));
  return Object.entries(dictionary).flatMap(([word, spoken]) => {
    const letters = word.replaceAll("'", '');
    const phones = spoken.replace(/ #.*$/, '').replaceAll(/\d/g, '').split(' ');
    const isWord = /^[a-z]{2,}$/.test(letters) && /[aeiouy]/.test(letters);
    if (!isWord || letters.length >= LENGTH_MAX || phones.length >= LENGTH_MAX) return [];
    if (phones.length > 2 * letters.length) return [];
    return [
      {
        letters: Uint8Array.from(letters, (letter) => letter.charCodeAt(0) - 97),
        phones: Uint8Array.from(phones, (phone) => index.get(phone) ?? 0),
      },
    ];
  });
}

/** How likely a letter is to stand for no phone, one or two. */
function firstGuess(): Float64Array {
  const guess = new Float64Array(LETTERS * WIDTH);
  for (let letter = 0; letter < LETTERS; letter += 1) {
    for (let sound = 0; sound < WIDTH; sound += 1) {
      const [first, second] = [Math.floor(sound / SOUNDS), sound % SOUNDS];
      const double = second === 0 ? 0 : 0.1 / WIDTH;
      guess[letter * WIDTH + sound] = sound === 0 ? 0.2 : first === 0 ? 0.7 / SOUNDS : double;
    }
  }
  return guess;
}

/** The sounds that letter `i` may have when `j` phones are spoken for already, and how many phones each takes. */
function* steps({ phones }: Example, j: number): Generator<[sound: number, taken: number]> {
  yield [0, 0];
  const first = phones[j];
  if (first === undefined) return;
  yield [first, 1];
  const second = phones[j + 1];
  if (second !== undefined) yield [first * SOUNDS + second, 2];
}

function forward(example: Example, chance: Float64Array): Float64Array {
  const { letters, phones } = example;
  const row = phones.length + 1;
  const table = new Float64Array((letters.length + 1) * row);
  table[0] = 1;
  letters.forEach((letter, i) => {
    for (let j = 0; j < row; j += 1) {
      const here = table[i * row + j] ?? 0;
      if (here === 0) continue;
      for (const [sound, taken] of steps(example, j)) {
        table[(i + 1) * row + j + taken]! += here * (chance[letter * WIDTH + sound] ?? 0);
      }
    }
  });
  return table;
}

function count(example: Example, chance: Float64Array, counts: Float64Array): void {
  const { letters, phones } = example;
  const row = phones.length + 1;
  const before = forward(example, chance);
  const total = before.at(-1) ?? 0;
  if (!(total > 0)) return;
  const after = new Float64Array(before.length);
  after[after.length - 1] = 1;
  for (let i = letters.length - 1; i >= 0; i -= 1) {
    const base = (letters[i] ?? 0) * WIDTH;
    for (let j = 0; j < row; j += 1) {
      for (const [sound, taken] of steps(example, j)) {
        const rest = (chance[base + sound] ?? 0) * (after[(i + 1) * row + j + taken] ?? 0);
        after[i * row + j]! += rest;
        counts[base + sound]! += ((before[i * row + j] ?? 0) * rest) / total;
      }
    }
  }
}

export function learnAlignment(all: readonly Example[]): Float64Array {
  let chance = firstGuess();
  for (let round = 0; round < ROUNDS; round += 1) {
    const counts = new Float64Array(chance.length);
    for (const example of all) count(example, chance, counts);
    for (let letter = 0; letter < LETTERS; letter += 1) {
      const row = counts.subarray(letter * WIDTH, (letter + 1) * WIDTH);
      const sum = row.reduce((a, b) => a + b, 0);
      if (sum > 0) row.forEach((value, at) => (row[at] = value / sum));
    }
    chance = counts;
  }
  return chance;
}

/** The likeliest sounds of each letter; null when the alignment cannot be. */
export function aligned(example: Example, chance: Float64Array): Aligned | null {
  const { letters, phones } = example;
  const row = phones.length + 1;
  const best = new Float64Array((letters.length + 1) * row).fill(-Infinity);
  const by = new Int32Array(best.length);
  best[0] = 0;
  letters.forEach((letter, i) => {
    for (let j = 0; j < row; j += 1) {
      const here = best[i * row + j] ?? -Infinity;
      if (here === -Infinity) continue;
      for (const [sound, taken] of steps(example, j)) {
        const to = (i + 1) * row + j + taken;
        const score = here + Math.log(chance[letter * WIDTH + sound] ?? 0);
        if (score <= (best[to] ?? 0)) continue;
        best[to] = score;
        by[to] = sound;
      }
    }
  });
  if (best.at(-1) === -Infinity) return null;
  const sounds = new Int32Array(letters.length);
  let j = phones.length;
  for (let i = letters.length; i > 0; i -= 1) {
    const sound = by[i * row + j] ?? 0;
    sounds[i - 1] = sound;
    j -= sound === 0 ? 0 : sound < SOUNDS ? 1 : 2;
  }
  return { letters, sounds, phones };
}

interface Instance {
  readonly word: Aligned;
  readonly at: number;
}

export function growTrees(words: readonly Aligned[]): SoundNode[] {
  return Array.from({ length: LETTERS }, (_, letter) => {
    const instances = words.flatMap((word) =>
      Array.from(word.letters.keys())
        .filter((at) => word.letters[at] === letter)
        .map((at) => ({ word, at })),
    );
    return grow(instances, 0, -1);
  });
}

function grow(instances: readonly Instance[], depth: number, inherited: number): SoundNode {
  const counts = new Map<number, number>();
  for (const { word, at } of instances) {
    const sound = word.sounds[at] ?? 0;
    counts.set(sound, (counts.get(sound) ?? 0) + 1);
  }
  let sound = inherited;
  for (const [candidate, times] of counts) if (times > (counts.get(sound) ?? 0)) sound = candidate;
  const children = new Map<number, SoundNode>();
  const offset = CONTEXT_OFFSETS[depth];
  if (offset !== undefined && counts.size > 1) {
    const byContext = new Map<number, Instance[]>();
    for (const instance of instances) {
      const context = instance.word.letters[instance.at + offset] ?? LETTERS;
      const members = byContext.get(context);
      if (members) members.push(instance);
      else byContext.set(context, [instance]);
    }
    for (const [context, members] of [...byContext].toSorted(([a], [b]) => a - b)) {
      if (members.length < WORDS_MIN) continue;
      const child = grow(members, depth + 1, sound);
      if (child.sound !== sound || child.children.size > 0) children.set(context, child);
    }
  }
  return { sound, children };
}

export function learnLetterSounds(): string {
  const all = examples();
  const chance = learnAlignment(all);
  const words = all.flatMap((example) => aligned(example, chance) ?? []);
  return encodeTree(growTrees(words));
}
