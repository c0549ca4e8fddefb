import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AudioTooLargeError } from '../audio/audio.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { checkAccess } from './access-check.js';

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
    .addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.url?.startsWith('/v1/')) checkAccess(request.headers, config.http.adminKey);
      if (!isForm(request)) limitTime(request);
      else if (Number(request.headers['content-length']) > limitBytes) {
        throw new AudioTooLargeError(config.audio.maxUploadBytes);
      }
      done();
    });
}

function isForm({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

function limitTime({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  const cut = setTimeout(() => raw.destroy(), BODY_TIMEOUT_MS).unref();
  raw.once('end', () => clearTimeout(cut)).once('close', () => clearTimeout(cut));
}
