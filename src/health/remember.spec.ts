import { expect, it, vi } from 'vitest';
import { rememberFor } from './remember.js';

it('asks once in a time, and tells a failure as long', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let asked = 0;
  const answer = rememberFor(1000, async () => {
    asked += 1;
    if (asked === 2) throw new Error('down');
    return await Promise.resolve(asked);
  });
  expect(await Promise.all([answer(), answer()])).toEqual([1, 1]);
  vi.advanceTimersByTime(1001);
  await expect(answer()).rejects.toThrow('down');
  await expect(answer()).rejects.toThrow('down');
  vi.advanceTimersByTime(1001);
  expect(await answer()).toBe(3);
  vi.useRealTimers();
});
