import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { getQueueToken } from '@nestjs/bullmq';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import { housekeepingQueueName, routeName, ROUTES } from './queues.js';

/** bull-board's page asks Google for a font: it has to make do with those of the machine. */
const FOREIGN_LINK = /<link\b[^>]*\bhref="(?:https?:)?\/\/[^>]*>/g;

const UI = {
  boardTitle: 'Steno queues',
  miscLinks: [{ text: 'Steno', url: '/' }],
  hideDocsLink: true,
  // Nothing is recorded for them; and who works on a queue is known better at /v1/workers.
  showMetrics: false,
  showWorkers: false,
};

/**
 * Serves bull-board below `path`: BullMQ's own view of the queues. It only reads, because its buttons would change the
 * queue behind the database's back, and its page asks no other host for anything. Who may see it is for the front door to
 * decide.
 */
export async function serveQueueBoard(
  app: NestFastifyApplication,
  path: string,
  base: string,
): Promise<void> {
  const adapter = new FastifyAdapter().setBasePath(path);
  const queueOf = (name: string) => app.get<Queue>(getQueueToken(name), { strict: false });
  createBullBoard({
    queues: [
      ...ROUTES.map((route) => entriesOf(queueOf(routeName(base, route)))),
      roundsOf(queueOf(housekeepingQueueName(base))),
    ],
    serverAdapter: adapter,
    options: {
      uiConfig: UI,
      // A second lock: heeding the read-only mode is left to each of its routes.
      handlerHooks: { before: ({ method }) => ({ allow: method === 'get' }) },
    },
  });
  await app.register(
    async (scope: FastifyInstance) => {
      scope.addHook('onSend', async (_request, reply, payload) =>
        typeof payload === 'string' && /html/.test(String(reply.getHeader('content-type')))
          ? payload.replaceAll(FOREIGN_LINK, '')
          : payload,
      );
      await scope.register(adapter.registerPlugin());
    },
    { prefix: path },
  );
}

function entriesOf(queue: Queue): BullMQAdapter {
  return new BullMQAdapter(queue, {
    readOnlyMode: true,
    description: 'Tells workers of jobs. The jobs themselves are in the database.',
    externalJobUrl: ({ data }) => {
      const { id } = data as { id?: unknown };
      return { displayText: 'Job', href: `/#/jobs/${encodeURIComponent(String(id))}` };
    },
  });
}

function roundsOf(queue: Queue): BullMQAdapter {
  return new BullMQAdapter(queue, { readOnlyMode: true, description: 'Brings round the housekeeping.' });
}
