import type { Phones } from './phones.js';
import { shareOfMany } from './share-of-many.js';
import { PHONE_COUNT, type SoundCosts } from './sound-costs.js';
import { SoundTrie } from './sound-trie.js';

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

interface Search {
  readonly stretch: SpokenStretch;
  readonly limits: SoundLimits;
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

/** Finds forms that were heard in a stretch, each from the border of a word to the border of another. */
export class SoundSearch {
  private readonly trie: SoundTrie;
  private rows: Row[] = [];

  constructor(
    private readonly forms: readonly Phones[],
    private readonly costs: SoundCosts,
  ) {
    this.trie = new SoundTrie(forms);
  }

  /**
   * Any form from any start: an edit distance of sounds against all at once, along their trie, which leaves a branch when it
   * costs too much. Of several starts to one end only the cheapest is told, and of forms that sound the same the first twenty.
   */
  search(stretch: SpokenStretch, limits: SoundLimits): SoundMatch[] {
    const first = this.firstRow(stretch);
    for (const [column, start] of stretch.starts) first.push(column, 0, start);
    const matches: SoundMatch[] = [];
    this.descend(0, 1, { stretch, limits, matches });
    return matches;
  }

  /** One form from one start, told as the number of phones before it. */
  searchForm(form: number, before: number, stretch: SpokenStretch, limits: SoundLimits): SoundMatch[] {
    const start = stretch.starts.get(before);
    const phones = this.forms[form];
    if (start === undefined || !phones?.length) return [];
    this.firstRow(stretch).push(before, 0, start);
    for (const [at, phone] of phones.entries()) {
      const limit = limitOf(limits, at + 1, phones.length);
      if (this.hear(phone, at + 1, stretch.phones, limit).size === 0) return [];
    }
    const matches: SoundMatch[] = [];
    collect([form], this.rows[phones.length] as Row, stretch, limits.perPhone * phones.length, matches);
    return matches;
  }

  /** Emptied; all rows have room for so many phones. */
  private firstRow({ phones }: SpokenStretch): Row {
    const capacity = phones.length + 1;
    if ((this.rows[0]?.columns.length ?? 0) < capacity) {
      this.rows = Array.from({ length: this.trie.maxDepth + 1 }, () => new Row(capacity));
    }
    const first = this.rows[0] as Row;
    first.size = 0;
    return first;
  }

  /** `depth`: of the children of `parent`, in phones from the root. */
  private descend(parent: number, depth: number, search: Search): void {
    const { stretch, limits, matches } = search;
    const { firstChild, phone, longest, formsAt } = this.trie;
    const end = firstChild[parent + 1] as number;
    for (let node = firstChild[parent] as number; node < end; node += 1) {
      const limit = limitOf(limits, depth, longest[node] as number);
      const row = this.hear(phone[node] as number, depth, stretch.phones, limit);
      if (row.size === 0) continue;
      const forms = formsAt[node];
      if (forms) collect(forms, row, stretch, limits.perPhone * depth, matches);
      this.descend(node, depth + 1, search);
    }
  }

  /** Whether {@link hear} would find nothing: no cell of `above` leads to one within the limit. True of most nodes. */
  private nothingHeard(said: number, heard: Phones, limit: number, above: Row): boolean {
    const { heardAs, dropped } = this.costs;
    const { size, columns, costs } = above;
    const row = said * PHONE_COUNT;
    const drop = dropped[said] as number;
    for (let at = 0; at < size; at += 1) {
      const left = limit - (costs[at] as number);
      if (drop <= left) return false;
      const column = columns[at] as number;
      if (column < heard.length && (heardAs[row + (heard[column] as number)] as number) <= left) return false;
    }
    return true;
  }

  /** One more phone of a form, the one at `depth`: heard as it is or as another one, or not heard, with others heard beside it. */
  private hear(said: number, depth: number, heard: Phones, limit: number): Row {
    const { heardAs, dropped, added } = this.costs;
    const above = this.rows[depth - 1] as Row;
    const row = this.rows[depth] as Row;
    const drop = dropped[said] as number;
    row.size = 0;
    if (this.nothingHeard(said, heard, limit, above)) return row;
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
        const phone = heard[column - 1] as number;
        const same = beforeCost + (heardAs[said * PHONE_COUNT + phone] as number);
        const extra = lastCost + (added[phone] as number);
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
      if (column === heard.length) break;
      column += 1;
    }
    return row;
  }
}

/** What a form of `length` phones may cost up to the one at `depth`, in nats. */
function limitOf({ perPhone, atStart, perStartPhone }: SoundLimits, depth: number, length: number): number {
  return Math.min(perPhone * length, atStart + perStartPhone * depth);
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
