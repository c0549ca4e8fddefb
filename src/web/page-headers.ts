/**
 * The page runs its own scripts and talks to its own origin, nothing else. Trusted Types close the ways by which a
 * string, such as the name of a hostile file, could become markup or code, even through a bug in the page.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Of the page's files; the API's answers do not carry them. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'referrer-policy': 'no-referrer',
  /** Asked for again each time, answered with 304: an upgrade of the service is an upgrade of the page. */
  'cache-control': 'no-cache',
};
