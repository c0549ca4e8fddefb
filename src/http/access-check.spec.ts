import { describe, expect, it } from 'vitest';
import { checkAccess, checkPageAccess } from './access-check.js';
import { ForeignOriginError, InvalidApiKeyError, UnauthorizedError } from './http.errors.js';

describe('with a key', () => {
  it.each([undefined, 'Bearer', 'Basic key', 'key'])('sees none in %s', (authorization) => {
    expect(() => checkAccess({ authorization }, 'key')).toThrow(UnauthorizedError);
  });

  it('does not know another one', () => {
    expect(() => checkAccess({ authorization: 'Bearer other' }, 'key')).toThrow(InvalidApiKeyError);
  });

  it('takes the key, from wherever it comes', () => {
    checkAccess({ authorization: 'Bearer key', origin: 'https://app.example', host: 'steno.example' }, 'key');
  });
});

describe('without a key', () => {
  it.each([
    { host: 'localhost:3000' },
    { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' },
    { host: '[::1]:3000', origin: 'http://[::1]:3000', 'sec-fetch-site': 'same-origin' },
    { host: 'LOCALHOST', origin: 'http://localhost' },
  ])('takes %o', (headers) => {
    checkAccess(headers, null);
  });

  it.each([
    {},
    { host: 'rebound.example:3000' },
    { host: 'localhost:3000', 'sec-fetch-site': 'cross-site' },
    { host: 'localhost:3000', 'sec-fetch-site': 'same-site' },
    { host: 'localhost:3000', origin: 'null' },
    { host: 'localhost:3000', origin: 'https://evil.example' },
    { host: 'localhost:3000', origin: 'http://localhost:8080' },
  ])('refuses %o', (headers) => {
    expect(() => checkAccess(headers, null)).toThrow(ForeignOriginError);
  });
});

describe('a page', () => {
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

  it.each(['Bearer key', basic(':key'), basic('anybody:key')])('opens to %s', (authorization) => {
    checkPageAccess({ authorization }, 'key');
  });

  it('takes a key with colons and umlauts in it', () => {
    checkPageAccess({ authorization: basic('anybody:schlüssel:1') }, 'schlüssel:1');
  });

  it.each([undefined, 'Basic', 'Basic key', basic('key'), basic('key:')])(
    'stays shut to %s, which has no key',
    (authorization) => {
      expect(() => checkPageAccess({ authorization }, 'key')).toThrow(UnauthorizedError);
    },
  );

  it.each(['Bearer other', basic('a:b:key')])('stays shut to %s, which has another one', (authorization) => {
    expect(() => checkPageAccess({ authorization }, 'key')).toThrow(InvalidApiKeyError);
  });

  it('is shown to this machine alone where there is no key', () => {
    checkPageAccess({ host: 'localhost:3000' }, null);
    expect(() => checkPageAccess({ host: 'rebound.example', authorization: basic(':') }, null)).toThrow(
      ForeignOriginError,
    );
  });
});
