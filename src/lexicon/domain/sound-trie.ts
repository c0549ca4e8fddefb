import type { Phones } from './phones.js';

/**
 * The spoken forms of all terms, those that begin alike sharing their beginning. Nodes are numbers, level by level, so that a
 * search reads memory nearly in order; 0 is the root.
 */
export class SoundTrie {
  readonly phone: Uint8Array;
  /** The root is its own. */
  readonly parent: Int32Array;
  /** The children of a node stand one after the other: the first one, and the one after the last; 0 and 0 for none. */
  readonly firstChild: Int32Array;
  readonly childrenEnd: Int32Array;
  /** Phones from the root. */
  readonly depth: Uint16Array;
  /** Of the longest form that goes through the node. */
  readonly longest: Uint16Array;
  /** The forms that end at a node, as indices of the list that the trie was made of. */
  readonly formsAt: ReadonlyMap<number, readonly number[]>;
  readonly maxDepth: number;
  /** The node at which each form ends. */
  readonly endOf: Int32Array;

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
    this.parent = new Int32Array(size);
    this.firstChild = new Int32Array(size);
    this.childrenEnd = new Int32Array(size);
    this.depth = new Uint16Array(size);
    this.longest = new Uint16Array(size);
    this.endOf = new Int32Array(forms.length);
    const formsAt = new Map<number, number[]>();
    const path = new Int32Array(this.maxDepth + 1);
    for (const [at, form] of sorted.entries()) {
      for (let level = (shared[at] as number) + 1; level <= form.length; level += 1) {
        const node = nextOf[level] as number;
        nextOf[level] = node + 1;
        this.append(node, path[level - 1] as number, form[level - 1] as number);
        path[level] = node;
      }
      for (const node of path.subarray(1, form.length + 1))
        this.longest[node] = Math.max(this.longest[node] as number, form.length);
      const [index, end] = [indices[at] as number, path[form.length] as number];
      this.endOf[index] = end;
      const here = formsAt.get(end);
      if (here) here.push(index);
      else formsAt.set(end, [index]);
    }
    this.formsAt = formsAt;
  }

  private append(node: number, parent: number, phone: number): void {
    this.phone[node] = phone;
    this.parent[node] = parent;
    this.depth[node] = (this.depth[parent] as number) + 1;
    if (this.childrenEnd[parent] === 0) this.firstChild[parent] = node;
    this.childrenEnd[parent] = node + 1;
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
