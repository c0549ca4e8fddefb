import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Delivery } from '../../src/transcription/ports/job-queue.js';
import type { WorkerOrders, WorkerReport } from './queue-worker.process.js';

const RUN_TYPESCRIPT = fileURLToPath(new URL('run-typescript.mjs', import.meta.url));
const WORKER = fileURLToPath(new URL('queue-worker.process.ts', import.meta.url));

/** A worker in a process of its own, so that it can be killed. */
export class WorkerProcess {
  readonly started: Delivery[] = [];

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (report: WorkerReport) => {
      if ('started' in report) this.started.push(report.started);
    });
  }

  static async start(orders: WorkerOrders): Promise<WorkerProcess> {
    const child = fork(RUN_TYPESCRIPT, [WORKER, JSON.stringify(orders)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { PATH: process.env['PATH'] },
      execArgv: [],
    });
    const worker = new WorkerProcess(child);
    await worker.nextReport();
    return worker;
  }

  async untilStarted(count: number): Promise<void> {
    while (this.started.length < count) await this.nextReport();
  }

  /** As an out-of-memory killer would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.end();
  }

  /** The orderly way; the exit code. */
  async stop(): Promise<number | null> {
    this.child.send('stop');
    await this.end();
    return this.child.exitCode;
  }

  private async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** Rejects when the process ends instead: a test then fails at once and not by its timeout. */
  private async nextReport(): Promise<void> {
    const over = new AbortController();
    const ended = once(this.child, 'exit', { signal: over.signal }).then(() => {
      throw new Error('the worker process has ended');
    });
    try {
      await Promise.race([once(this.child, 'message', { signal: over.signal }), ended]);
    } finally {
      over.abort();
      await ended.catch(() => undefined);
    }
  }
}
