import type { Counted } from './counted.js';

/** What became of a word: `reference` and `hypothesis` are its places in the two, null where it has none. */
export interface Step {
  readonly kind: 'match' | 'substitution' | 'deletion' | 'insertion';
  readonly reference: number | null;
  readonly hypothesis: number | null;
}

/** The reference turned into the hypothesis with the fewest substitutions, deletions and insertions. */
export function alignWords(reference: readonly string[], hypothesis: readonly string[]): Step[] {
  const costs = editCosts(reference, hypothesis);
  const cost = (row: number, column: number) => costs[row]?.[column] ?? Infinity;
  const steps: Step[] = [];
  for (let row = reference.length, column = hypothesis.length; row > 0 || column > 0;) {
    const isSame = row > 0 && column > 0 && reference[row - 1] === hypothesis[column - 1];
    if (cost(row, column) === cost(row - 1, column - 1) + (isSame ? 0 : 1)) {
      steps.push({
        kind: isSame ? 'match' : 'substitution',
        reference: (row -= 1),
        hypothesis: (column -= 1),
      });
    } else if (cost(row, column) === cost(row - 1, column) + 1) {
      steps.push({ kind: 'deletion', reference: (row -= 1), hypothesis: null });
    } else {
      steps.push({ kind: 'insertion', reference: null, hypothesis: (column -= 1) });
    }
  }
  return steps.reverse();
}

/** By the words of the reference. */
export function wordErrors(reference: readonly string[], hypothesis: readonly string[]): Counted {
  return { errors: editCosts(reference, hypothesis).at(-1)?.at(-1) ?? 0, of: reference.length };
}

/** At `[row][column]` the errors between so many words of the reference and so many of the hypothesis. */
function editCosts(reference: readonly string[], hypothesis: readonly string[]): Uint32Array[] {
  let row = Uint32Array.from({ length: hypothesis.length + 1 }, (_, column) => column);
  const rows = [row];
  for (const [index, expected] of reference.entries()) {
    const next = new Uint32Array(hypothesis.length + 1);
    next[0] = index + 1;
    for (const [at, heard] of hypothesis.entries()) {
      const substituted = (row[at] ?? 0) + (expected === heard ? 0 : 1);
      next[at + 1] = Math.min(substituted, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1);
    }
    rows.push(next);
    row = next;
  }
  return rows;
}
