import { describe, expect, it } from 'vitest';
import { alignInOrder } from './attention-alignment.js';

const rows = (...weights: number[][]): Float32Array[] => weights.map((row) => Float32Array.from(row));

describe('alignInOrder', () => {
  it('begins each row where its weights are', () => {
    expect(alignInOrder(rows([9, 8, 0, 0, 0, 0], [0, 0, 9, 9, 0, 0], [0, 0, 0, 0, 7, 9]))).toEqual([0, 2, 4]);
  });

  it('keeps the order where the weights do not', () => {
    const starts = alignInOrder(rows([0, 0, 0, 5], [9, 0, 0, 0], [0, 0, 1, 0]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(new Set(starts).size).toBe(3);
  });

  it('gives every row a column of its own, also one without weight', () => {
    expect(alignInOrder(rows([1, 1, 1], [0, 0, 0], [1, 1, 1]))).toHaveLength(3);
    expect(new Set(alignInOrder(rows([1, 1, 1], [0, 0, 0], [1, 1, 1]))).size).toBe(3);
  });

  it('begins rows that are too many at the last column', () => {
    expect(alignInOrder(rows([1, 1], [1, 1], [1, 1]))).toEqual([0, 1, 1]);
  });

  it('has nothing to say about nothing', () => {
    expect(alignInOrder([])).toEqual([]);
  });
});
