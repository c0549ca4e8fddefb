import { describe, expect, it } from 'vitest';
import { Batches } from './batches.js';

/** Work that ends when it is told to. */
function gated() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const work = async (items: readonly number[]) => {
    batches.push([...items]);
    await new Promise<void>((resolve) => gates.push(resolve));
    return items.map((item) => item * 10);
  };
  return { work, batches, open: () => gates.shift()?.() };
}

const turn = () => new Promise(setImmediate);

describe('Batches', () => {
  it('make one of what is asked for at once, and of what is asked for meanwhile the next', async () => {
    const { work, batches, open } = gated();
    const all = new Batches(work);
    const first = Promise.all([all.add(1), all.add(2)]);
    await turn();
    const second = Promise.all([all.add(3), all.add(4)]);
    await turn();
    expect(batches).toEqual([[1, 2]]);
    open();
    expect(await first).toEqual([10, 20]);
    await turn();
    open();
    expect(await second).toEqual([30, 40]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('hold no more than they may', async () => {
    const sizes: number[] = [];
    const all = new Batches(
      (items: readonly number[]) => {
        sizes.push(items.length);
        return Promise.resolve(items);
      },
      { max: 2 },
    );
    await Promise.all([1, 2, 3, 4, 5].map((item) => all.add(item)));
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('let what cannot be done fail alone', async () => {
    const all = new Batches((items: readonly number[]) =>
      items.includes(2) ? Promise.reject(new Error('not 2')) : Promise.resolve(items),
    );
    const results = await Promise.allSettled([1, 2, 3].map((item) => all.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await all.add(4)).toBe(4);
  });
});
