import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Ten thousand terms with a few `sounds_like` each take a tenth of it. */
const LEXICON_MAX_BYTES = 8 * 1024 ** 2;

/** Lets the routes of lexicons take more than other JSON, and CSV as text. To be called before there are routes. */
export function takeLexicons(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route) => {
    if (/^\/v1\/lexicons(\/:id)?$/.test(route.url)) route.bodyLimit = LEXICON_MAX_BYTES;
  });
  fastify.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
