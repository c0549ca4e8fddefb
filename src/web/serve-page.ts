import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pageHeaders } from '../http/page-headers.js';

/** `web/`, beside `dist/` and `src/` alike. An image needs both. */
const WEB_DIR = fileURLToPath(new URL('../../web/', import.meta.url));

const HEADERS = {
  // Trusted Types close the ways by which a string, such as the name of a hostile file, could become markup or code, even
  // through a bug in the page.
  ...pageHeaders({ 'require-trusted-types-for': "'script'", 'trusted-types': "'none'" }),
  // Asked for again each time, answered with 304: an upgrade of the service is an upgrade of the page.
  'cache-control': 'no-cache',
};

/**
 * Serves the page at `/`. Its files are public: they hold no data, which the page asks the API for like any other
 * client. Each file gets a route of its own, so what is not there is still answered by the API's own 404. Rejects
 * when the page is missing.
 */
export async function servePage(app: NestFastifyApplication): Promise<void> {
  await access(`${WEB_DIR}index.html`);
  await app.register(fastifyStatic, {
    root: WEB_DIR,
    wildcard: false,
    globIgnore: ['tsconfig.json'],
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply) => void reply.headers(HEADERS),
  });
}
