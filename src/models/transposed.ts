/** A matrix that lies row after row, turned over: its columns become rows. */
export function transposed<M extends Uint8Array | Float32Array>(matrix: M, rows: number, columns: number): M {
  // Not a slice: that of a Buffer is a view of the same memory.
  const turned = (
    matrix instanceof Float32Array ? new Float32Array(matrix.length) : new Uint8Array(matrix.length)
  ) as M;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return turned;
}
