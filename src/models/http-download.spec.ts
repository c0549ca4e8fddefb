import { describe, expect, it } from 'vitest';
import { redirectTarget } from './http-download.js';

describe('a redirect', () => {
  it.each([
    ['to another host over HTTPS', 'https://a.example/x', 'https://b.example/y?z', 'https://b.example/y?z'],
    ['to a path of the same host', 'https://a.example/x', '/y', 'https://a.example/y'],
    ['from plain HTTP to HTTPS', 'http://a.example/x', 'https://a.example/x', 'https://a.example/x'],
  ])('is followed %s', (_, from, location, target) => {
    expect(redirectTarget(new URL(from), location).href).toBe(target);
  });

  it.each(['http://a.example/x', '//[', 'file:///etc/passwd', 'ftp://a.example/x'])(
    'is not followed from HTTPS to %s',
    (location) => {
      expect(() => redirectTarget(new URL('https://a.example/x'), location)).toThrow(
        expect.objectContaining({ code: 'EREDIRECT' }),
      );
    },
  );
});
