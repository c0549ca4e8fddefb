import { englishWords } from '../accuracy/english-words.js';

/**
 * Which word was heard for each known one: those that are equal in the alignment of the two texts with the fewest errors.
 * Null: none. Words are compared as word error rates compare them.
 */
export function matchWords(known: readonly string[], heard: readonly string[]): (number | null)[] {
  const [reference, hypothesis] = [known.map(comparable), heard.map(comparable)];
  const costs = alignmentCosts(reference, hypothesis);
  const cost = (row: number, column: number): number => costs[row]?.[column] ?? Infinity;
  const matches = known.map((): number | null => null);
  let [row, column] = [known.length, heard.length];
  while (row > 0 && column > 0) {
    const isEqual = reference[row - 1] === hypothesis[column - 1];
    if (cost(row, column) === cost(row - 1, column - 1) + (isEqual ? 0 : 1)) {
      [row, column] = [row - 1, column - 1];
      if (isEqual) matches[row] = column;
    } else if (cost(row, column) === cost(row - 1, column) + 1) row--;
    else column--;
  }
  return matches;
}

/** A contraction stays one word: it has one time. */
function comparable(word: string): string {
  return englishWords(word).join('');
}

/** The errors of each beginning of the reference against each beginning of the hypothesis. */
function alignmentCosts(reference: readonly string[], hypothesis: readonly string[]): number[][] {
  const rows = [[0, ...hypothesis.map((_, index) => index + 1)]];
  for (const [index, expected] of reference.entries()) {
    const above = rows[index] ?? [];
    const row = [index + 1];
    for (const [at, word] of hypothesis.entries()) {
      const substituted = (above[at] ?? 0) + (expected === word ? 0 : 1);
      row.push(Math.min(substituted, (above[at + 1] ?? 0) + 1, (row[at] ?? 0) + 1));
    }
    rows.push(row);
  }
  return rows;
}
