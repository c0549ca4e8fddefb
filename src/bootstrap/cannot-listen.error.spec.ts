import { describe, expect, it } from 'vitest';
import { CannotListenError } from './cannot-listen.error.js';

const message = (code: string) =>
  CannotListenError.from(Object.assign(new Error('listen'), { code }), 'PORT', 80)?.message;

describe('a port that cannot be opened', () => {
  it.each([
    ['EADDRINUSE', /port 80 is taken.*PORT/],
    ['EACCES', /port 80 may not be opened.*PORT/],
    ['EADDRNOTAVAIL', /HOST is no address/],
    ['ENOTFOUND', /HOST is no address/],
  ])('for %s says what to change', (code, expected) => {
    expect(message(code)).toMatch(expected);
  });

  it('is not blamed for anything else', () => {
    expect(message('EMFILE')).toBeUndefined();
  });
});
