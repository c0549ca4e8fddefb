import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import type { BareOrder, BareStart } from './bare-bullmq-worker.js';
import { useStore, type BullmqStore } from './bullmq-store.js';
import { type Contender, inParallel } from './throughput.js';

const WORKER = fileURLToPath(new URL('./bare-bullmq-worker.ts', import.meta.url));
const QUEUE = 'bare';

/** BullMQ on the same store without a service around it: a producer, and a worker process whose processor does nothing. */
export class BareBullmq implements Contender, AsyncDisposable {
  readonly kind = 'bullmq';
  readonly name = 'bare BullMQ';
  readonly workers = 1;

  private constructor(
    private readonly queue: Queue,
    private readonly worker: ChildProcess,
    private readonly clients: number,
  ) {}

  static async start(store: BullmqStore, concurrency: number, clients: number): Promise<BareBullmq> {
    const connection = await useStore(store);
    const queue = new Queue(QUEUE, { connection });
    await queue.waitUntilReady();
    const start: BareStart = { store, queue: QUEUE, concurrency };
    const worker = fork(WORKER, [JSON.stringify(start)]);
    await once(worker, 'message');
    return new BareBullmq(queue, worker, clients);
  }

  async run(jobs: number): Promise<number> {
    const startMs = performance.now();
    const done = once(this.worker, 'message');
    this.worker.send({ jobs } satisfies BareOrder);
    await inParallel(this.clients, jobs, () => this.queue.add('no-op', {}, { removeOnComplete: true }));
    await done;
    return (performance.now() - startMs) / 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.worker, 'exit');
    this.worker.kill('SIGKILL');
    await exited;
    await this.queue.close();
  }
}
