import { prepareQueueBackend, type QueueStore } from '../../src/queue/queue-backend.js';
import type { Delivery } from '../../src/transcription/ports/job-queue.js';
import { QueueParticipant, RecordingRunner, type WorkerSettings } from './queue-participants.js';

/** What a worker process is told, as JSON in its first argument. */
export interface WorkerOrders {
  readonly store: QueueStore;
  readonly queueName: string;
  readonly settings: WorkerSettings;
  /** `hold`: never ends an entry. */
  readonly behaviour: 'finish' | 'hold';
}

/** What it reports. */
export type WorkerReport = { readonly ready: true } | { readonly started: Delivery };

const orders = JSON.parse(process.argv[2] ?? '') as WorkerOrders;
const runner = new RecordingRunner(async (entry) => {
  report({ started: entry });
  if (orders.behaviour === 'hold') await new Promise(() => undefined);
});
const connection = await prepareQueueBackend(orders.store);
const worker = await QueueParticipant.worker(connection, orders.queueName, runner, orders.settings);
await worker.consumers.start();
process.once('message', () => void stop());
report({ ready: true });

/** Nothing but the open connections keeps this process alive: it ends by itself when all are closed. */
async function stop(): Promise<void> {
  worker.consumers.quiet();
  await worker.consumers.idle(5_000);
  await worker.consumers.close(5_000);
  await worker.close();
  process.disconnect();
}

function report(message: WorkerReport): void {
  process.send?.(message);
}
