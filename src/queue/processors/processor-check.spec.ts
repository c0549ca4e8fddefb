import { describe, expect, it } from 'vitest';
import { ProcessorMismatchError } from '../queue.errors.js';
import { assertOneProcessorPerQueue } from './processor-check.js';

describe('the processors of a worker', () => {
  it('may start when each queue has one', () => {
    expect(() => assertOneProcessorPerQueue(['b', 'a'], ['a', 'b'])).not.toThrow();
  });

  it.each([
    ['is missing', ['a'], '"b" has none'],
    ['is there twice', ['a', 'b', 'b'], '"b" has more than one'],
    ['serves another queue', ['a', 'b', 'c'], '"c" has one but is not consumed here'],
  ])('may not start when one %s', (_, served, problem) => {
    const start = () => assertOneProcessorPerQueue(served, ['a', 'b']);
    expect(start).toThrow(ProcessorMismatchError);
    expect(start).toThrow(problem);
  });
});
