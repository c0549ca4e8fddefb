/** A matrix that lies row after row, turned over: its columns become rows. */
export function transposed<M extends Uint8Array | Float32Array>(matrix: M, rows: number, columns: number): M {
  const turned = matrix.slice() as M;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return turned;
}
