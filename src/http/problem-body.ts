import { STATUS_CODES } from 'node:http';
import type { Problem } from './problem.js';

/** What an error decides of its problem; the rest follows. */
export type ProblemCore = Pick<Problem, 'status' | 'code' | 'detail' | 'errors'>;

/** The bytes of a problem. Not text: Fastify adds a charset to the type of text, and problem+json has none. */
export function problemBody(core: ProblemCore, url: string): Buffer {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[core.status] ?? 'Error',
    ...core,
    instance: url.split('?')[0] ?? '/',
  };
  return Buffer.from(JSON.stringify(problem));
}

/** `Not Found` → `not_found`: the code of a problem that has none of its own. */
export function codeOf(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '_');
}
