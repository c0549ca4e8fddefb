import type { Phones } from './phones.js';

const NONE = -1;

/** The spoken forms of all terms, those that begin alike sharing their beginning. Nodes are numbers; 0 is the root. */
export class SoundTrie {
  readonly phone: Uint8Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Phones from the root. */
  readonly depth: Uint16Array;
  /** Of the longest form that goes through the node. */
  readonly longest: Uint16Array;
  /** The forms that end at a node, as indices of the list that the trie was made of. */
  readonly formsAt: ReadonlyMap<number, readonly number[]>;
  readonly maxDepth: number;
  readonly parent: Int32Array;
  /** The node at which each form ends. */
  readonly endOf: Int32Array;

  constructor(forms: readonly Phones[]) {
    const capacity = 1 + forms.reduce((sum, form) => sum + form.length, 0);
    this.phone = new Uint8Array(capacity);
    this.firstChild = new Int32Array(capacity).fill(NONE);
    this.nextSibling = new Int32Array(capacity).fill(NONE);
    this.parent = new Int32Array(capacity).fill(NONE);
    this.depth = new Uint16Array(capacity);
    this.endOf = new Int32Array(forms.length);
    this.longest = new Uint16Array(capacity);
    const formsAt = new Map<number, number[]>();
    let size = 1;
    for (const [index, form] of forms.entries()) {
      let node = 0;
      for (const phone of form) {
        const child = this.childOf(node, phone);
        node = child === NONE ? this.append(size++, node, phone) : child;
        this.longest[node] = Math.max(this.longest[node] as number, form.length);
      }
      this.endOf[index] = node;
      const here = formsAt.get(node);
      if (here) here.push(index);
      else formsAt.set(node, [index]);
    }
    this.formsAt = formsAt;
    this.maxDepth = forms.reduce((most, form) => Math.max(most, form.length), 0);
  }

  private childOf(node: number, phone: number): number {
    let child = this.firstChild[node] as number;
    while (child !== NONE && this.phone[child] !== phone) child = this.nextSibling[child] as number;
    return child;
  }

  private append(node: number, parent: number, phone: number): number {
    this.phone[node] = phone;
    this.parent[node] = parent;
    this.depth[node] = (this.depth[parent] as number) + 1;
    this.nextSibling[node] = this.firstChild[parent] as number;
    this.firstChild[parent] = node;
    return node;
  }
}
