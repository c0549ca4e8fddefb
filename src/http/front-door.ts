import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AudioTooLargeError } from '../audio/audio.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { checkAccess, checkPageAccess } from './access-check.js';
import { isBelow } from './page-headers.js';
import { sendProblem } from './problem.filter.js';

/** A page that shows data, unlike the others: behind the key, which a browser that opens it asks for. */
export const QUEUE_BOARD_PATH = '/queues';

/** Makes a browser ask. Not for routes that change anything: see {@link checkPageAccess}. */
const CHALLENGE = 'Basic realm="Steno: any name, and the key as password", charset="UTF-8"';

/** What a form may add to the size of its recording. */
const FORM_OVERHEAD_BYTES = 1024 ** 2;

/** How long a body that is no upload may take to arrive. It has 8 MiB at most. */
const BODY_TIMEOUT_MS = 30_000;

/**
 * Decides by the head of a request, before a byte of its body is read: nobody without access makes the API read,
 * parse or store anything. Guards come too late for that.
 */
export function guardFrontDoor(app: NestFastifyApplication, config: AppConfig): void {
  const limitBytes = config.audio.maxUploadBytes + FORM_OVERHEAD_BYTES;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const { url } = request.routeOptions;
      if (isBelow('/v1', url)) checkAccess(request.headers, config.http.adminKey);
      if (isBelow(QUEUE_BOARD_PATH, url) && !admitsToPage(request, reply, config.http.adminKey)) return;
      if (!isForm(request)) limitTime(request);
      else if (Number(request.headers['content-length']) > limitBytes) {
        throw new AudioTooLargeError(config.audio.maxUploadBytes);
      }
      done();
    });
}

/** False when it has answered: an error would get to the error handler of the page's own plugin. */
function admitsToPage(request: FastifyRequest, reply: FastifyReply, adminKey: string | null): boolean {
  try {
    checkPageAccess(request.headers, adminKey);
    return true;
  } catch (error) {
    if (adminKey !== null) void reply.header('www-authenticate', CHALLENGE);
    sendProblem(error, request, reply);
    return false;
  }
}

function isForm({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

function limitTime({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  const cut = setTimeout(() => raw.destroy(), BODY_TIMEOUT_MS).unref();
  raw.once('end', () => clearTimeout(cut)).once('close', () => clearTimeout(cut));
}
