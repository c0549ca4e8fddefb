import type { Phones } from './phones.js';

/** Of forms that sound the same: more are in an odd lexicon alone, which may hold any number. */
const SAME_SOUND_MAX = 20;

/**
 * The spoken forms of all terms, those that begin alike sharing their beginning. Nodes are numbers, level by level, so that a
 * search reads memory nearly in order; 0 is the root.
 */
export class SoundTrie {
  readonly phone: Uint8Array;
  /** The children of a node stand one after the other: from this one to before the first one of the next node. */
  readonly firstChild: Int32Array;
  /** Phones of the longest form that goes through the node. */
  readonly longest: Uint16Array;
  /** The forms that end at each node, as indices of the list that the trie was made of; of many the first ones. */
  readonly formsAt: readonly (readonly number[] | undefined)[];
  readonly maxDepth: number;

  constructor(forms: readonly Phones[]) {
    // Sorted, forms that begin alike stand together, and the children of a node too.
    const indices = [...forms.keys()].toSorted((a, b) =>
      Buffer.compare(forms[a] as Phones, forms[b] as Phones),
    );
    const sorted = indices.map((index) => forms[index] as Phones);
    const shared = sorted.map((form, at) => phonesInCommon(form, sorted[at - 1] ?? NOTHING));
    this.maxDepth = forms.reduce((most, form) => Math.max(most, form.length), 0);
    const nextOf = firstOfEachLevel(sorted, shared, this.maxDepth);
    const size = nextOf.at(-1) as number;
    this.phone = new Uint8Array(size);
    this.firstChild = new Int32Array(size + 1);
    this.longest = new Uint16Array(size);
    const children = new Int32Array(size);
    const formsAt = Array.from<number[] | undefined>({ length: size });
    const path = new Int32Array(this.maxDepth + 1);
    for (const [at, form] of sorted.entries()) {
      for (let level = (shared[at] as number) + 1; level <= form.length; level += 1) {
        const node = nextOf[level] as number;
        nextOf[level] = node + 1;
        this.phone[node] = form[level - 1] as number;
        const parent = path[level - 1] as number;
        children[parent] = (children[parent] as number) + 1;
        path[level] = node;
      }
      for (const node of path.subarray(1, form.length + 1))
        this.longest[node] = Math.max(this.longest[node] as number, form.length);
      const [index, end] = [indices[at] as number, path[form.length] as number];
      const here = (formsAt[end] ??= []);
      if (here.length < SAME_SOUND_MAX) here.push(index);
    }
    this.firstChild[0] = 1;
    for (const [node, count] of children.entries())
      this.firstChild[node + 1] = (this.firstChild[node] as number) + count;
    this.formsAt = formsAt;
  }
}

const NOTHING: Phones = new Uint8Array();

function phonesInCommon(a: Phones, b: Phones): number {
  const differs = a.findIndex((phone, at) => phone !== b[at]);
  return differs < 0 ? a.length : differs;
}

/** Where the nodes of each level begin, and behind them how many there are. A form adds what it does not share. */
function firstOfEachLevel(sorted: readonly Phones[], shared: readonly number[], levels: number): number[] {
  const added = new Int32Array(levels + 1);
  added[0] = 1;
  for (const [at, form] of sorted.entries())
    for (let level = (shared[at] as number) + 1; level <= form.length; level += 1)
      added[level] = (added[level] as number) + 1;
  const first = [0];
  for (const count of added) first.push((first.at(-1) as number) + count);
  return first;
}
