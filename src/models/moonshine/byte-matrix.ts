/** A matrix of weights in whole numbers: `(bytes - zeros) × scales`, zeros and scales by column. */
export interface ByteMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row after row. */
  readonly bytes: Int8Array<ArrayBuffer>;
  readonly zeros: Int8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

/** As networks are published: unsigned, with one zero and one scale for all. */
export interface PublishedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly bytes: Uint8Array;
  readonly zero: number;
  readonly scale: number;
}

const MIDDLE = 128;

/**
 * Where a processor has no instruction of its own for it (x86-64 before VNNI), ONNX Runtime multiplies unsigned activations
 * with signed weights two at a time and adds the two in 16 bits. That is a quarter to a third faster than with
 * unsigned weights, and right as long as no two weights that lie one below the other pass this sum.
 */
const MAX_PAIR = Math.floor(32_767 / 255);

/**
 * Signed weights for unsigned activations, which no processor can get wrong. Columns with a pair that is too large, one in
 * ten in the attention and one in a hundred elsewhere, get a zero of 0 and a coarser scale; all others stay what they are.
 */
export function byteMatrix(published: PublishedMatrix): ByteMatrix {
  const { rows, columns, zero, scale } = published;
  const matrix: ByteMatrix = {
    rows,
    columns,
    bytes: Int8Array.from(published.bytes, (byte) => byte - MIDDLE),
    zeros: new Int8Array(columns).fill(zero - MIDDLE),
    scales: new Float32Array(columns).fill(scale),
  };
  for (let column = 0; column < columns; column++) {
    if (largestPair(matrix, column, 0) > MAX_PAIR) coarsen(matrix, column);
  }
  return matrix;
}

function coarsen({ rows, columns, bytes, zeros, scales }: ByteMatrix, column: number): void {
  const zero = zeros[column] as number;
  const factor = largestPair({ rows, columns, bytes }, column, zero) / (MAX_PAIR - 1);
  for (let at = column; at < rows * columns; at += columns) {
    bytes[at] = Math.round(((bytes[at] as number) - zero) / factor);
  }
  zeros[column] = 0;
  scales[column] = (scales[column] as number) * factor;
}

/** The largest sum, of either sign, of two weights less `zero` of which the first lies in an even row. */
function largestPair(
  { rows, columns, bytes }: Pick<ByteMatrix, 'rows' | 'columns' | 'bytes'>,
  column: number,
  zero: number,
): number {
  let largest = 0;
  for (let row = 0; row < rows; row += 2) {
    const first = (bytes[row * columns + column] as number) - zero;
    const second = row + 1 < rows ? (bytes[(row + 1) * columns + column] as number) - zero : 0;
    const above = Math.max(first, 0) + Math.max(second, 0);
    const below = Math.max(-first, 0) + Math.max(-second, 0);
    largest = Math.max(largest, above, below);
  }
  return largest;
}

/** The columns of the first, then those of the second, and so on: several products of one vector at once. */
export function sideBySide(matrices: readonly ByteMatrix[]): ByteMatrix {
  const rows = matrices[0]?.rows ?? 0;
  const columns = matrices.reduce((sum, matrix) => sum + matrix.columns, 0);
  const joined: ByteMatrix = {
    rows,
    columns,
    bytes: new Int8Array(rows * columns),
    zeros: new Int8Array(columns),
    scales: new Float32Array(columns),
  };
  let at = 0;
  for (const { columns: width, bytes, zeros, scales } of matrices) {
    for (let row = 0; row < rows; row++)
      joined.bytes.set(bytes.subarray(row * width, (row + 1) * width), row * columns + at);
    joined.zeros.set(zeros, at);
    joined.scales.set(scales, at);
    at += width;
  }
  return joined;
}

export function scaled(matrix: ByteMatrix, factor: number): ByteMatrix {
  return { ...matrix, scales: matrix.scales.map((scale) => scale * factor) };
}

/** A vector times the matrix, in floats. */
export function times(
  vector: Float32Array,
  { columns, bytes, zeros, scales }: ByteMatrix,
): Float32Array<ArrayBuffer> {
  const product = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (const [row, value] of vector.entries()) {
      if (value !== 0) sum += value * ((bytes[row * columns + column] as number) - (zeros[column] as number));
    }
    product[column] = sum * (scales[column] as number);
  }
  return product;
}
