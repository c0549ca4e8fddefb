import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export type Directives = Readonly<Record<string, string>>;

/** A page runs its own scripts and talks to its own origin, nothing else, and nobody frames it. */
const STRICT: Directives = {
  'default-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** The headers of a page; the API's answers do not carry them. `directives` add to the policy, or replace what it says. */
export function pageHeaders(directives: Directives): Readonly<Record<string, string>> {
  const policy = Object.entries({ ...STRICT, ...directives }).map(([name, value]) => `${name} ${value}`);
  return { 'content-security-policy': policy.join('; '), 'referrer-policy': 'no-referrer' };
}

/** Sends {@link pageHeaders} with all that is routed at or below `path`. Call it before routes get a scope of their own. */
export function setPageHeaders(app: NestFastifyApplication, path: string, directives: Directives): void {
  const headers = pageHeaders(directives);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (request, reply, payload, done) => {
      if (isBelow(path, request.routeOptions.url)) void reply.headers(headers);
      done(null, payload);
    });
}

/** Whether a route is `path` or below it. */
export function isBelow(path: string, route: string | undefined): boolean {
  return route === path || route?.startsWith(`${path}/`) === true;
}
