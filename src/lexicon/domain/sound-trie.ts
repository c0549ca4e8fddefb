import type { Phones } from './phones.js';

/**
 * The spoken forms of all terms, those that begin alike sharing their beginning. Nodes are numbers, level by level, so that a
 * search reads its memory in order; 0 is the root.
 */
export class SoundTrie {
  readonly phone: Uint8Array;
  /** -1: of the root. */
  readonly parent: Int32Array;
  /** The children of a node, one after the other: the first one, and the one after the last; both 0 where there is none. */
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
    const capacity = 1 + forms.reduce((sum, form) => sum + form.length, 0);
    this.phone = new Uint8Array(capacity);
    this.parent = new Int32Array(capacity).fill(-1);
    this.firstChild = new Int32Array(capacity);
    this.childrenEnd = new Int32Array(capacity);
    this.depth = new Uint16Array(capacity);
    this.longest = new Uint16Array(capacity);
    this.endOf = new Int32Array(forms.length);
    this.maxDepth = this.grow(forms);
    const formsAt = new Map<number, number[]>();
    for (const [form, node] of this.endOf.entries()) {
      const here = formsAt.get(node);
      if (here) here.push(form);
      else formsAt.set(node, [form]);
    }
    this.formsAt = formsAt;
  }

  /** Makes the nodes. Sorted, forms that begin alike stand together. Returns how many levels there are. */
  private grow(forms: readonly Phones[]): number {
    let size = 1;
    let longer = [...forms.keys()].toSorted((a, b) => Buffer.compare(forms[a] as Phones, forms[b] as Phones));
    for (let level = 0; ; level += 1) {
      longer = longer.filter((form) => (forms[form] as Phones).length > level);
      if (longer.length === 0) return level;
      const levelStart = size;
      for (const index of longer) {
        const form = forms[index] as Phones;
        const above = this.endOf[index] as number;
        const phone = form[level] as number;
        const isShared =
          size > levelStart && this.parent[size - 1] === above && this.phone[size - 1] === phone;
        if (!isShared) this.append(size++, above, phone);
        this.longest[size - 1] = Math.max(this.longest[size - 1] as number, form.length);
        this.endOf[index] = size - 1;
      }
    }
  }

  private append(node: number, parent: number, phone: number): void {
    this.phone[node] = phone;
    this.parent[node] = parent;
    this.depth[node] = (this.depth[parent] as number) + 1;
    if (this.childrenEnd[parent] === 0) this.firstChild[parent] = node;
    this.childrenEnd[parent] = node + 1;
  }
}
