import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { statusOf } from './error-status.js';
import { ValidationFailedError } from './http.errors.js';
import { type Problem, PROBLEM_CONTENT_TYPE } from './problem.js';

/** Seconds after which a client that was refused for load may ask again. */
const RETRY_AFTER_SECONDS = 5;

/** How long a client that was refused may go on sending. */
const DISCARD_TIMEOUT_MS = 60_000;

type ProblemCore = Pick<Problem, 'status' | 'code' | 'detail' | 'errors'>;

/** The one place where an error becomes an answer. What we did not foresee is a 500 that tells no details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const core = this.describe(error, request);
    if (reply.sent || reply.raw.destroyed) return;
    if (!request.raw.complete) discardRest(request.raw);
    if (core.status === 429 || core.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
    if (core.status === 401) void reply.header('www-authenticate', 'Bearer');
    const problem: Problem = {
      type: 'about:blank',
      title: STATUS_CODES[core.status] ?? 'Error',
      ...core,
      instance: request.url.split('?')[0] ?? '/',
    };
    // As bytes: Fastify adds a charset to the type of anything else, and problem+json has none.
    void reply
      .status(core.status)
      .type(PROBLEM_CONTENT_TYPE)
      .send(Buffer.from(JSON.stringify(problem)));
  }

  private describe(error: unknown, request: FastifyRequest): ProblemCore {
    if (error instanceof ValidationFailedError) {
      return { status: 422, code: error.code, detail: error.message, errors: [...error.errors] };
    }
    if (error instanceof DomainError) {
      const status = statusOf(error.code);
      if (status !== undefined) return { status, code: error.code, detail: error.message };
    }
    const status = statusCodeOf(error);
    if (status !== undefined && status < 500) {
      return { status, code: codeOf(status), detail: (error as Error).message };
    }
    this.logger.error('request failed', {
      method: request.method,
      path: request.routeOptions.url,
      error: error instanceof Error ? error.stack : String(error),
    });
    return {
      status: status ?? 500,
      code: codeOf(status ?? 500),
      detail: 'Something went wrong here. The log of the service says what.',
    };
  }
}

/**
 * Most clients look at an answer only when they have sent all of their request: what is left of a refused upload is
 * read and thrown away, for a while.
 */
function discardRest(request: IncomingMessage): void {
  const cut = setTimeout(() => request.destroy(), DISCARD_TIMEOUT_MS).unref();
  request.once('close', () => clearTimeout(cut));
  request.unpipe();
  request.resume();
}

/** Of Nest's own errors and of Fastify's, which carry a `statusCode`. */
function statusCodeOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

/** `Not Found` → `not_found`. */
function codeOf(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '_');
}
