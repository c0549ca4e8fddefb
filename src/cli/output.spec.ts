import { describe, expect, it } from 'vitest';
import { count, duration, printable, printableText } from './output.js';

describe('duration', () => {
  it.each([
    [3720, '1 h 02 min'],
    [200, '3 min 20 s'],
    [4.2, '4.2 s'],
    [null, '–'],
  ])('of %s is %s', (seconds, shown) => {
    expect(duration(seconds)).toBe(shown);
  });

  it.each([
    [59.96, '1 min 0 s'],
    [119.7, '2 min 0 s'],
    [3599.6, '1 h 00 min'],
  ])('rounds %s up to %s', (seconds, shown) => {
    expect(duration(seconds)).toBe(shown);
  });
});

describe('what is shown on a terminal', () => {
  it('cannot steer it', () => {
    expect(printable('a\u001b[31mb\nc\u202ed')).toBe('ab c d');
    expect(printableText('a\u001b[31mb\nc\td\u0007')).toBe('ab\nc\td');
  });

  it('counts in the singular and the plural', () => {
    expect([count(1, 'job'), count(2, 'job')]).toEqual(['1 job', '2 jobs']);
  });
});
