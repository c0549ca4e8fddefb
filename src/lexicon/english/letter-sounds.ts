import { PHONES, type Phones } from '../domain/phones.js';

/**
 * How a letter is spoken in a context: with each level of the tree one more neighbour is looked at. `sound` is
 * 0 for a silent letter, else `first * 40 + second` with phones counted from 1; a single phone is the second.
 */
export interface SoundNode {
  readonly sound: number;
  /** By the neighbour's letter, 0 to 25; 26: the border of the word. */
  readonly children: ReadonlyMap<number, SoundNode>;
}

/** The neighbours that are looked at, the most telling first. */
export const CONTEXT_OFFSETS = [1, -1, 2, -2, 3, -3, 4, -4] as const;

const SOUNDS = PHONES.length + 1;
const BORDER = 26;
const CONTEXTS = 'abcdefghijklmnopqrstuvwxyz_';

/** A tree in brackets, with sounds in base 36: `1k(a2b)` is sound 1k, but 2b before an a. */
export function encodeTree(letters: readonly SoundNode[]): string {
  return letters.map(encodeNode).join('\n');
}

function encodeNode({ sound, children }: SoundNode): string {
  const inner = [...children]
    .map(([context, child]) => CONTEXTS.charAt(context) + encodeNode(child))
    .join('');
  return `${sound.toString(36).toUpperCase()}${inner === '' ? '' : `(${inner})`}`;
}

/** Reads what {@link encodeTree} wrote. */
export class LetterSounds {
  private readonly letters: readonly SoundNode[];

  constructor(encoded: string) {
    this.letters = encoded.split('\n').map((line) => new TreeReader(line).node());
  }

  /** Of letters a to z alone. */
  pronounce(word: string): Phones {
    const letters = Array.from(word, (letter) => letter.charCodeAt(0) - 97);
    const phones: number[] = [];
    letters.forEach((_, at) => {
      const sound = this.soundAt(letters, at);
      if (sound >= SOUNDS) phones.push(Math.floor(sound / SOUNDS) - 1);
      if (sound > 0) phones.push((sound % SOUNDS) - 1);
    });
    return Uint8Array.from(phones);
  }

  private soundAt(letters: readonly number[], at: number): number {
    let node = this.letters[letters[at] ?? BORDER];
    for (const offset of CONTEXT_OFFSETS) {
      const next = node?.children.get(letters[at + offset] ?? BORDER);
      if (!next) break;
      node = next;
    }
    return node?.sound ?? 0;
  }
}

class TreeReader {
  private at = 0;

  constructor(private readonly text: string) {}

  node(): SoundNode {
    const start = this.at;
    while (/[0-9A-Z]/.test(this.text.charAt(this.at))) this.at += 1;
    const sound = Number.parseInt(this.text.slice(start, this.at), 36);
    const children = new Map<number, SoundNode>();
    if (this.text.charAt(this.at) !== '(') return { sound, children };
    this.at += 1;
    while (this.text.charAt(this.at) !== ')') {
      const context = CONTEXTS.indexOf(this.text.charAt(this.at));
      this.at += 1;
      children.set(context, this.node());
    }
    this.at += 1;
    return { sound, children };
  }
}
