import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PAGE_HEADERS } from './page-headers.js';

/** `web/`, beside `dist/` and `src/` alike. An image needs both. */
const WEB_DIR = fileURLToPath(new URL('../../web/', import.meta.url));

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
    setHeaders: (reply) => void reply.headers(PAGE_HEADERS),
  });
}
