import { describe, expect, it } from 'vitest';
import { redacted } from './redacted.js';

const SECRET = 'sk-proj-4f9aB7Qq81x4Zq';

describe('what a provider said', () => {
  it('is shown without the secret, and without any longer piece of it', () => {
    expect(redacted(`Bearer ${SECRET}!`, SECRET)).toBe('Bearer (secret)!');
    expect(redacted(`${SECRET}${SECRET}`, SECRET)).toBe('(secret)(secret)');
    expect(redacted('in 4f9aB7Qq81… and sk-proj-4f…', SECRET)).toBe('in (secret)… and (secret)…');
  });

  it.each([
    ['spaced out', Array.from(SECRET).join(' ')],
    ['in groups', SECRET.replaceAll(/(.{4})/g, '$1-')],
    ['URL-encoded', encodeURIComponent(SECRET).replaceAll('-', '%2D')],
    [
      'URL-encoded to the last character',
      Array.from(Buffer.from(SECRET), (byte) => `%${byte.toString(16)}`).join(''),
    ],
    ['escaped as JSON does', SECRET.replaceAll('-', '\\u002d')],
    ['escaped as HTML does', SECRET.replaceAll('-', '&#45;').replaceAll('q', '&#x71;')],
    ['in capitals', SECRET.toUpperCase()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['in base64 after a user', Buffer.from(`user:${SECRET}`).toString('base64')],
    ['in base64 after a scheme', Buffer.from(`Bearer ${SECRET}`).toString('base64')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  ])('is shown without the secret %s', (_how, told) => {
    const shown = redacted(`You said "${told}", which is wrong`, SECRET);
    expect(shown).toMatch(/^You said ".{0,16}\(secret\).{0,4}", which is wrong$/);
  });

  it('keeps what only looks like it', () => {
    const said = 'The model whisper-1 does not exist: 4f9a B7 is not sk-proj, 100 % sure &#x1F600; %zz \\u12';
    expect(redacted(said, SECRET)).toBe(said);
    expect(redacted('2 d ---- d', '----')).toBe('2 d (secret) d');
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
