import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeOf, problemBody } from '../http/problem-body.js';
import { PROBLEM_CONTENT_TYPE } from '../http/problem.js';
import { sendProblem } from '../http/problem.filter.js';
import { CannotListenError, type PortSetting } from './cannot-listen.error.js';

/** A path of 4 KiB and 8 KiB of meta, with room; recordings come as forms, which are streamed. */
const JSON_MAX_BYTES = 64 * 1024;

/** A connection on which no byte moves for so long, such as a stalled upload, is cut. */
const IDLE_TIMEOUT_MS = 60_000;

/** More than any load needs, less than the files that a process may open. */
const CONNECTIONS_MAX = 1024;

/** Of the errors of Node's parser that are not simply bad requests. */
const UNREADABLE_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** How long requests under way may go on when the process ends. */
const CLOSE_TIMEOUT_MS = 2000;

export function fastifyAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_MAX_BYTES,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 512 },
    connectionTimeout: IDLE_TIMEOUT_MS,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(error, request, reply),
    clientErrorHandler: refuseUnreadable,
  });
  adapter.getInstance().server.maxConnections = CONNECTIONS_MAX;
  adapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done(null, payload);
  });
  return adapter;
}

/** What is no HTTP never becomes a request: the answer is written by hand. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const status = UNREADABLE_STATUS[error.code ?? ''] ?? 400;
    const body = problemBody({ status, code: codeOf(status), detail: 'This is no HTTP request.' }, '/');
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
  }
  socket.destroy();
}

/** Opens the port that `setting` names. Throws {@link CannotListenError}. */
export async function listen(
  app: NestFastifyApplication,
  port: number,
  host: string,
  setting: PortSetting,
): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw CannotListenError.from(error, setting, port) ?? error;
  }
}

/** Where it listens, for people. */
export function addressOf(app: NestFastifyApplication): string {
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Closes the application; requests that take longer than two seconds are cut. */
export async function closeInTime(app: NestFastifyApplication): Promise<void> {
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSE_TIMEOUT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
