import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ForeignOriginError, InvalidApiKeyError, UnauthorizedError } from './http.errors.js';

const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Throws unless a request may come in: with `ADMIN_KEY` set, by that key; without it (`null`) the service listens on
 * a loopback address only, and takes requests that were meant for it, not those that a foreign page makes a browser
 * send (CSRF, DNS rebinding).
 */
export function checkAccess(headers: IncomingHttpHeaders, adminKey: string | null): void {
  if (adminKey === null) {
    if (isForeign(headers)) throw new ForeignOriginError();
  } else {
    admit(bearerOf(headers), adminKey);
  }
}

/**
 * The same for pages that a browser opens by itself, when nobody can give it a `Bearer` to send: there the key may also
 * come as the password of HTTP Basic, with any user name. For reading only: what a browser sends by itself it sends for
 * foreign pages, too.
 */
export function checkPageAccess(headers: IncomingHttpHeaders, adminKey: string | null): void {
  if (adminKey === null) checkAccess(headers, adminKey);
  else admit(passwordOf(headers) || bearerOf(headers), adminKey);
}

function admit(given: string, adminKey: string): void {
  if (given === '') throw new UnauthorizedError();
  if (!matches(given, adminKey)) throw new InvalidApiKeyError();
}

function isForeign({ 'sec-fetch-site': site, origin, host = '' }: IncomingHttpHeaders): boolean {
  const crossSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const otherOrigin = origin !== undefined && hostOf(origin) !== host.toLowerCase();
  return crossSite || otherOrigin || !LOOPBACK_NAMES.test(host.toLowerCase().replace(/:\d+$/, ''));
}

/** Null for the origin `null` of a sandbox or a file. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function bearerOf({ authorization }: IncomingHttpHeaders): string {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

function passwordOf({ authorization }: IncomingHttpHeaders): string {
  const credentials = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString())?.[1] ?? '';
}

/** In a time that does not depend on where the two differ. */
function matches(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
