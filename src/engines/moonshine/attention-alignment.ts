/**
 * Where each row of weights begins when all columns are given to the rows, in their order, at least one to each, so that
 * the sum of the weights is largest: dynamic time warping with steps of one row.
 *
 * Needs at least as many columns as rows; rows that are too many begin at the last column.
 */
export function alignInOrder(rows: readonly Float32Array[]): number[] {
  const columns = rows[0]?.length ?? 0;
  const fitting = rows.slice(0, columns);
  const begins = fitting.map(() => new Int32Array(columns));
  let best = new Float64Array(columns);
  for (const [row, weights] of fitting.entries())
    best = extend(best, weights, begins[row] as Int32Array, row);
  return begun(begins, rows.length, columns);
}

/**
 * From the best sums of all rows before that end at each column to those with this row. `begins`: where this row begins if
 * it ends at a column.
 */
function extend(
  before: Float64Array,
  weights: Float32Array,
  begins: Int32Array,
  row: number,
): Float64Array<ArrayBuffer> {
  const best = new Float64Array(weights.length).fill(-Infinity);
  let sum = 0;
  let bestLead = row === 0 ? 0 : -Infinity;
  let begin = 0;
  for (let column = 0; column < weights.length; column++) {
    // What is gained by beginning here: all rows before end at the last column.
    const lead = row === 0 || column === 0 ? -Infinity : (before[column - 1] as number) - sum;
    if (lead > bestLead) [bestLead, begin] = [lead, column];
    sum += weights[column] as number;
    best[column] = bestLead + sum;
    begins[column] = begin;
  }
  return best;
}

function begun(begins: readonly Int32Array[], rows: number, columns: number): number[] {
  const starts = Array.from({ length: rows }, () => Math.max(columns - 1, 0));
  let end = columns - 1;
  for (let row = begins.length - 1; row >= 0; row--) {
    const begin = begins[row]?.[end] ?? 0;
    starts[row] = begin;
    end = begin - 1;
  }
  return starts;
}
