import { Worker } from 'bullmq';
import { useStore, type BullmqStore } from './bullmq-store.js';

export interface BareStart {
  readonly store: BullmqStore;
  readonly queue: string;
  readonly concurrency: number;
}

/** Tell when so many more have been completed. */
export interface BareOrder {
  readonly jobs: number;
}

const { store, queue, concurrency } = JSON.parse(process.argv[2] ?? '{}') as BareStart;
const connection = await useStore(store);
let left = 0;
process.on('message', ({ jobs }: BareOrder) => (left = jobs));
const worker = new Worker(queue, async () => {}, { connection, concurrency });
worker.on('completed', () => {
  left -= 1;
  if (left === 0) process.send?.('done');
});
await worker.waitUntilReady();
process.send?.('ready');
