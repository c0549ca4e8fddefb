import { describe, expect, it } from 'vitest';
import { type ByteMatrix, byteMatrix, scaled, sideBySide, times } from './byte-matrix.js';

const published = (rows: number, columns: number, bytes: number[]) => ({
  rows,
  columns,
  bytes: Uint8Array.from(bytes),
  zero: 120,
  scale: 0.5,
});

/** The weights that a matrix stands for, row after row. */
function weights({ rows, columns, bytes, zeros, scales }: ByteMatrix): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const column = at % columns;
    return ((bytes[at] ?? 0) - (zeros[column] ?? 0)) * (scales[column] ?? 0);
  });
}

describe('byteMatrix', () => {
  it('stands for the same weights with signed bytes', () => {
    const matrix = byteMatrix(published(2, 2, [120, 130, 110, 121]));
    expect(weights(matrix)).toEqual([0, 5, -5, 0.5]);
    expect([...matrix.bytes].every((byte) => byte >= -128 && byte <= 127)).toBe(true);
  });

  it('makes a column coarser in which two weights could overflow, and only that one', () => {
    const matrix = byteMatrix(published(2, 2, [255, 121, 255, 122]));
    const [first = 0, , third = 0] = weights(matrix);
    const pair = (matrix.bytes[0] ?? 0) + (matrix.bytes[2] ?? 0);
    expect(pair * 255).toBeLessThanOrEqual(32_767);
    expect(Math.abs(first - 67.5)).toBeLessThan(1);
    expect(third).toBe(first);
    expect([matrix.scales[1], weights(matrix)[1], weights(matrix)[3]]).toEqual([0.5, 0.5, 1]);
  });
});

describe('a product of matrices', () => {
  it('is the same side by side, and scaled', () => {
    const [left, right] = [
      byteMatrix(published(2, 1, [122, 124])),
      byteMatrix(published(2, 2, [120, 121, 118, 116])),
    ];
    const vector = Float32Array.of(2, 3);
    const apart = [...times(vector, left), ...times(vector, right)];
    expect([...times(vector, sideBySide([left, right]))]).toEqual(apart);
    expect([...times(vector, scaled(left, 3))]).toEqual([...times(vector, left)].map((value) => 3 * value));
    expect(apart).toEqual([8, -3, -5]);
  });
});
