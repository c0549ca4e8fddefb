import { describe, expect, it } from 'vitest';
import { redacted } from './redacted.js';

const SECRET = 'sk-proj-4f9aB7Qq81x4Zq';

describe('what a provider said', () => {
  it('is shown without the secret, and without any longer piece of it', () => {
    expect(redacted(`Bearer ${SECRET}!`, SECRET)).toBe('Bearer (secret)!');
    expect(redacted(`${SECRET}${SECRET}`, SECRET)).toBe('(secret)(secret)');
    expect(redacted('in 4f9aB7Qq81… and sk-proj-4f…', SECRET)).toBe('in (secret)… and (secret)…');
  });

  it('may name the end that everybody may see', () => {
    expect(redacted('Incorrect API key provided: sk-pr***x4Zq', SECRET)).toContain('x4Zq');
  });

  it('is one short line', () => {
    expect(redacted(' a\n\tb\u0000\u001b[31m ', SECRET)).toBe('a b [31m');
    expect(redacted('y'.repeat(5000), SECRET)).toHaveLength(301);
  });

  it('is left alone where the secret is none', () => {
    expect(redacted('model x not found', 'x')).toBe('model x not found');
    expect(redacted('the key none is wrong', 'none')).toBe('the key (secret) is wrong');
  });
});
