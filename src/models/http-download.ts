import fetch, { type FetchOptions, type FetchResponse } from 'make-fetch-happen';
import type { NpmOptions } from './npm-options.js';

/** GitHub's releases need one. */
const MAX_REDIRECTS = 5;

/**
 * Asks for a file, through the proxies and with the certificates of the user's npm configuration, and follows redirects.
 * Rejects with an error whose `code` is that of the network, `E<status>` of the server, or `EREDIRECT`.
 */
export async function requestFile(
  url: string,
  headers: Readonly<Record<string, string>>,
  npm: NpmOptions,
  signal: AbortSignal,
): Promise<FetchResponse> {
  let target = new URL(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await fetch(target.href, {
      ...connectionOptions(npm),
      // As it lies there: a range of a file that is compressed on the way is a range of something else.
      headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'steno' },
      compress: false,
      redirect: 'manual',
      cache: 'no-store',
      retry: { retries: 0 },
      signal,
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    response.body.resume();
    target = redirectTarget(target, location);
  }
  throw coded('EREDIRECT', `more than ${MAX_REDIRECTS} redirects`);
}

/** Where a redirect leads. Throws `EREDIRECT` when it would leave HTTPS: whoever listens could send what he likes. */
export function redirectTarget(from: URL, location: string): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (target?.protocol === 'https:') return target;
  if (target?.protocol === 'http:' && from.protocol === 'http:') return target;
  throw coded('EREDIRECT', `it redirects from ${from.protocol}// to ${target?.protocol ?? 'no address'}`);
}

function connectionOptions(npm: NpmOptions): FetchOptions {
  const { httpsProxy, proxy, noProxy, strictSSL, ca, localAddress } = npm;
  return Object.fromEntries(
    Object.entries({ proxy: httpsProxy ?? proxy, noProxy, strictSSL, ca, localAddress }).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    ),
  );
}

export function coded(code: string, message: string): Error & { code: string } {
  return Object.assign(new Error(message), { code });
}
