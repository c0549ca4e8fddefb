import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** JSON bodies are small; recordings come as forms, which are streamed. */
const JSON_MAX_BYTES = 1024 ** 2;

/** How long requests under way may go on when the process ends. */
const CLOSE_TIMEOUT_MS = 2000;

export function fastifyAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_MAX_BYTES,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 512 },
  });
  adapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done(null, payload);
  });
  return adapter;
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
