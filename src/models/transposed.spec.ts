import { describe, expect, it } from 'vitest';
import { transposed } from './transposed.js';

describe('transposed', () => {
  it('turns columns into rows', () => {
    expect([...transposed(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('leaves what it was given as it is, also a Buffer', () => {
    const bytes: Uint8Array = Buffer.from([1, 2, 3, 4, 5, 6]);
    expect([...transposed(bytes, 3, 2)]).toEqual([1, 3, 5, 2, 4, 6]);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
