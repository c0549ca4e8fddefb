import type { Phones } from './phones.js';
import { shareOfMany } from './share-of-many.js';
import { PHONE_COUNT, type SoundCosts } from './sound-costs.js';
import type { SoundTrie } from './sound-trie.js';

/** The phones of a stretch of words, one after the other, and where terms may begin and end in it. */
export interface SpokenStretch {
  readonly phones: Phones;
  /** The words, by the number of phones before each. */
  readonly starts: ReadonlyMap<number, number>;
  /** What may end a term, by the number of phones up to there; any number, as the caller counts. */
  readonly ends: ReadonlyMap<number, number>;
}

/** A form that sounds like what was heard from a start to an end. */
export interface SoundMatch {
  readonly form: number;
  /** The values of `starts` and of `ends`. */
  readonly start: number;
  readonly end: number;
  /** In nats; 0: it sounds the same. */
  readonly cost: number;
}

/** How different the sound may be, in nats. */
export interface SoundLimits {
  /** For each phone of the term. */
  readonly perPhone: number;
  /** For its first phones, of which one may be wrong. */
  readonly atStart: number;
  readonly perStartPhone: number;
}

/** For terms that nothing but their sound speaks for. */
export const NEAR: SoundLimits = { perPhone: 1.1, atStart: 2.7, perStartPhone: 0.75 };
/** In nats for each phone of a term that the engine itself thought of: docs/adr/0018. */
const FAR_PER_PHONE = { few: { terms: 100, nats: 2.5 }, many: { terms: 1000, nats: 2 } };

/** For terms that the engine itself thought of: of many, more sound a little like what was heard, and fewer of these were said. */
export function farLimits(terms: number): SoundLimits {
  const { few, many } = FAR_PER_PHONE;
  const share = shareOfMany(Math.log(terms), few.terms, many.terms);
  return { perPhone: few.nats + share * (many.nats - few.nats), atStart: 7.5, perStartPhone: 2.5 };
}

interface Wanted {
  readonly stretch: SpokenStretch;
  readonly limits: SoundLimits;
  readonly among: ReadonlySet<number> | undefined;
  /** What was found. */
  readonly matches: SoundMatch[];
}

/** The cells of one row that are within the limit: a column is a number of heard phones. */
class Row {
  readonly columns: Int16Array;
  readonly costs: Float32Array;
  /** Where the alignment began. */
  readonly starts: Int16Array;
  size = 0;

  constructor(capacity: number) {
    this.columns = new Int16Array(capacity);
    this.costs = new Float32Array(capacity);
    this.starts = new Int16Array(capacity);
  }

  push(column: number, cost: number, start: number): void {
    this.columns[this.size] = column;
    this.costs[this.size] = cost;
    this.starts[this.size] = start;
    this.size += 1;
  }
}

/**
 * Finds the terms that were heard in a stretch, each from the border of a word to the border of another: an edit
 * distance of sounds against all terms at once, along their trie, which leaves a branch when it costs too much.
 */
export class SoundSearch {
  private rows: Row[] = [];
  /** The search in which a node was last marked as one that leads to what is looked for. */
  private readonly marks: Uint32Array;
  private searches = 0;

  constructor(
    private readonly trie: SoundTrie,
    private readonly costs: SoundCosts,
  ) {
    this.marks = new Uint32Array(trie.parent.length);
  }

  /** Of several starts to one end only the cheapest is told. `among`: no other forms; default: all. */
  search(stretch: SpokenStretch, limits: SoundLimits, among?: ReadonlySet<number>): SoundMatch[] {
    const { parent, endOf } = this.trie;
    this.searches += 1;
    for (const form of among ?? [])
      for (
        let node = endOf[form] as number;
        node > 0 && this.marks[node] !== this.searches;
        node = parent[node] as number
      )
        this.marks[node] = this.searches;

    const capacity = stretch.phones.length + 1;
    if ((this.rows[0]?.columns.length ?? 0) < capacity) {
      this.rows = Array.from({ length: this.trie.maxDepth + 1 }, () => new Row(capacity));
    }
    const first = this.rows[0] as Row;
    first.size = 0;
    for (const [column, start] of stretch.starts) first.push(column, 0, start);
    const matches: SoundMatch[] = [];
    this.descend(0, { stretch, limits, among, matches });
    return matches;
  }

  private descend(parent: number, wanted: Wanted): void {
    const { stretch, limits, among, matches } = wanted;
    const { firstChild, childrenEnd, depth, formsAt } = this.trie;
    const above = this.rows[depth[parent] as number] as Row;
    const end = childrenEnd[parent] as number;
    for (let node = firstChild[parent] as number; node < end; node += 1) {
      if (among && this.marks[node] !== this.searches) continue;
      const row = this.rows[depth[node] as number] as Row;
      this.hear(node, stretch.phones, limits, above, row);
      if (row.size === 0) continue;
      const all = formsAt.get(node);
      const forms = among ? all?.filter((form) => among.has(form)) : all;
      if (forms) collect(forms, row, stretch, limits.perPhone * (depth[node] as number), matches);
      this.descend(node, wanted);
    }
  }

  /** Whether {@link hear} would find nothing: no cell of `above` leads to one within the limit. True of most nodes. */
  private nothingHeard(phone: number, phones: Phones, limit: number, above: Row): boolean {
    const { heardAs, dropped } = this.costs;
    const { size, columns, costs } = above;
    const said = phone * PHONE_COUNT;
    const drop = dropped[phone] as number;
    for (let at = 0; at < size; at += 1) {
      const left = limit - (costs[at] as number);
      if (drop <= left) return false;
      const column = columns[at] as number;
      if (column < phones.length && (heardAs[said + (phones[column] as number)] as number) <= left)
        return false;
    }
    return true;
  }

  /** One more phone of a term: heard as it is or as another one, or not heard, with others heard beside it. */
  private hear(node: number, phones: Phones, limits: SoundLimits, above: Row, row: Row): void {
    const { heardAs, dropped, added } = this.costs;
    const phone = this.trie.phone[node] as number;
    const depth = this.trie.depth[node] as number;
    const { perPhone, atStart, perStartPhone } = limits;
    const limit = Math.min(perPhone * (this.trie.longest[node] as number), atStart + perStartPhone * depth);
    const drop = dropped[phone] as number;
    row.size = 0;
    if (this.nothingHeard(phone, phones, limit, above)) return;
    // Cell of `above` that stands in the column before, and the cell of this row that was made last.
    let beforeCost = Infinity;
    let beforeStart = 0;
    let lastCost = Infinity;
    let lastStart = 0;
    let at = 0;
    let column = 0;
    while (at < above.size || lastCost < Infinity || beforeCost < Infinity) {
      if (lastCost === Infinity && beforeCost === Infinity) column = above.columns[at] as number;
      let cost = Infinity;
      let start = 0;
      if (column > 0) {
        const heard = phones[column - 1] as number;
        const same = beforeCost + (heardAs[phone * PHONE_COUNT + heard] as number);
        const extra = lastCost + (added[heard] as number);
        cost = same <= extra ? same : extra;
        start = same <= extra ? beforeStart : lastStart;
      }
      beforeCost = Infinity;
      if (at < above.size && above.columns[at] === column) {
        beforeCost = above.costs[at] as number;
        beforeStart = above.starts[at] as number;
        if (beforeCost + drop < cost) {
          cost = beforeCost + drop;
          start = beforeStart;
        }
        at += 1;
      }
      lastCost = cost <= limit ? cost : Infinity;
      lastStart = start;
      if (lastCost < Infinity) row.push(column, cost, start);
      if (column === phones.length) return;
      column += 1;
    }
  }
}

function collect(
  forms: readonly number[],
  row: Row,
  { ends }: SpokenStretch,
  costMax: number,
  matches: SoundMatch[],
): void {
  for (let at = 0; at < row.size; at += 1) {
    const end = ends.get(row.columns[at] as number);
    const cost = row.costs[at] as number;
    if (end === undefined || cost > costMax) continue;
    const start = row.starts[at] as number;
    for (const form of forms) matches.push({ form, start, end, cost });
  }
}
