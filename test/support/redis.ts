import { inject } from 'vitest';
import './provided-context.js';

/**
 * The Redis of this test run, or `null` when the machine has none; then skip
 * (`describe.skipIf(redisUrlForTests() === null)`). It may be shared, also with other programs: every test file
 * uses a key prefix of its own and deletes what it wrote.
 */
export function redisUrlForTests(): string | null {
  return inject('redisUrl');
}
