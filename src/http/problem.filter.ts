import type { IncomingMessage } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeError, statusCodeOf } from './describe-error.js';
import { codeOf, problemBody, type ProblemCore } from './problem-body.js';
import { PROBLEM_CONTENT_TYPE } from './problem.js';

/** Seconds after which a client that was refused for load may ask again. */
const RETRY_AFTER_SECONDS = 5;

/** How long a client that was refused may go on sending. */
const DISCARD_TIMEOUT_MS = 60_000;

const logger = new Logger('Http');

/** The one place where an error becomes an answer. What we did not foresee is a 500 that tells no details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers with the problem that an error is; a client that hung up gets none. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const hungUp = request.raw.destroyed && !request.raw.complete;
  if (reply.sent || reply.raw.destroyed || hungUp) return;
  const core = describeError(error) ?? unforeseen(error);
  if (core.status === 500 || core.status === 503) report(error, request);
  if (!request.raw.complete) {
    // Fastify would close the connection of one that is too large under the hands of a client that is still sending.
    void reply.removeHeader('connection');
    discardRest(request.raw);
  }
  if (core.status === 429 || core.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (core.status === 401 && !reply.hasHeader('www-authenticate'))
    void reply.header('www-authenticate', 'Bearer');
  void reply.status(core.status).type(PROBLEM_CONTENT_TYPE).send(problemBody(core, request.url));
}

function report(error: unknown, request: FastifyRequest): void {
  logger.error('request failed', {
    method: request.method,
    path: request.routeOptions.url,
    error: error instanceof Error ? error.stack : String(error),
  });
}

function unforeseen(error: unknown): ProblemCore {
  const status = statusCodeOf(error) ?? 500;
  return {
    status,
    code: codeOf(status),
    detail: 'Something went wrong here. The log of the service says what.',
  };
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
