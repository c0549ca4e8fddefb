import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { JobError } from '../../transcription/domain/job-error.js';
import type { SegmentationEvent, SegmentationRequest } from '../../transcription/ports/segmenter.js';
import { EventQueue } from './event-queue.js';
import { JobWatchdog } from './job-watchdog.js';
import { launchSegmenter, type SegmenterLaunch } from './segmenter-launch.js';
import type { FromSegmenter, ToSegmenter } from './segmenter-protocol.js';

export interface SegmenterChildOptions extends SegmenterLaunch {
  /** How many segments it may be ahead of the reader. */
  readonly segmentsAhead: number;
  /** How much audio these may be, in seconds, where it is more than one segment. */
  readonly secondsAhead: number;
  /** A process that says nothing for so long is killed. Also the limit for its start. */
  readonly hangTimeoutMs: number;
  /** After so many jobs a process is replaced. */
  readonly jobsPerProcess: number;
  /** A process that has grown to this size by the end of a job is replaced. */
  readonly maxIdleMemoryBytes: number;
}

/** How much of what a process wrote to stderr is kept for the error message, in characters. */
const STDERR_TAIL = 500;

/** What the kernel sends when memory is short, and what people send. A decoder that goes wrong ends otherwise. */
const SIGNALS_FROM_OUTSIDE: ReadonlySet<NodeJS.Signals | null> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
]);

/** One segmenter process, seen from the worker. It does one job at a time and dies of any that does not end well. */
export class SegmenterChild {
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  private readonly process: ChildProcess;
  private readonly ready: Promise<void>;
  private stderr = '';
  private jobsDone = 0;
  private rssBytes = 0;
  private credits = 0;
  private fit = true;
  private onMessage: (message: FromSegmenter) => void = () => undefined;
  private onFailure: (reason: unknown) => void = () => undefined;

  constructor(private readonly options: SegmenterChildOptions) {
    this.process = launchSegmenter(options);
    this.exited = new Promise((resolve) => {
      this.process.once('exit', (_code, signal) => this.gone(resolve, signal));
      this.process.once('error', () => this.gone(resolve, null));
    });
    this.process.on('message', (message: FromSegmenter) => this.onMessage(message));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-STDERR_TAIL);
    });
    this.ready = this.awaitReady();
    // Who runs the first job hears of it.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Whether it may be given a job. */
  get isFit(): boolean {
    const { jobsPerProcess, maxIdleMemoryBytes } = this.options;
    return this.fit && this.jobsDone < jobsPerProcess && this.rssBytes < maxIdleMemoryBytes;
  }

  /** Throws `JobError` `engine_unavailable` when the process cannot start. */
  async started(): Promise<void> {
    await this.ready;
  }

  /** As `Segmenter.segment`. */
  async *run(
    request: SegmentationRequest,
    signal: AbortSignal,
  ): AsyncGenerator<SegmentationEvent, void, void> {
    const events = new EventQueue<SegmentationEvent>();
    this.onFailure = (reason) => events.fail(reason);
    const abort = (): void => this.kill(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    let finished = false;
    let watchdog: JobWatchdog | null = null;
    try {
      await this.ready.finally(() => signal.throwIfAborted());
      watchdog = this.begin(request, events);
      while (!finished) {
        const event = await events.next();
        finished = event.type === 'ended';
        yield event;
        if (event.type === 'segment') this.grantCredit(watchdog);
      }
      this.jobsDone += 1;
    } finally {
      watchdog?.close();
      signal.removeEventListener('abort', abort);
      this.onMessage = () => undefined;
      this.onFailure = () => undefined;
      if (!finished) this.kill();
    }
  }

  /** Ends the process and whatever it does, which fails with `reason`. Idempotent. */
  kill(reason?: unknown): void {
    this.fit = false;
    if (reason !== undefined) this.onFailure(reason);
    this.process.kill('SIGKILL');
  }

  /** Hands the job over and collects what comes back. */
  private begin(request: SegmentationRequest, events: EventQueue<SegmentationEvent>): JobWatchdog {
    const watchdog = new JobWatchdog(this.process.pid ?? 0, this.options, (reason) => this.kill(reason));
    const { segmentsAhead, secondsAhead } = this.options;
    this.credits = Math.min(segmentsAhead, Math.max(1, Math.floor(secondsAhead / request.maxSegmentSeconds)));
    this.onMessage = (message) => {
      if (message.type === 'ready') return;
      if (message.type === 'failed') return events.fail(new JobError(message.code, message.message));
      this.rssBytes = message.rssBytes;
      watchdog.residentSet(message.rssBytes);
      watchdog.expectProgress();
      if (message.type === 'progress') return;
      if (message.event.type === 'segment' && --this.credits === 0) watchdog.expectNothing();
      events.push(message.event);
    };
    this.tell({ type: 'segment', request, credits: this.credits });
    return watchdog;
  }

  private grantCredit(watchdog: JobWatchdog): void {
    if (this.credits === 0) watchdog.expectProgress();
    this.credits += 1;
    this.tell({ type: 'credit' });
  }

  private tell(message: ToSegmenter): void {
    // A process that is gone has failed the job already.
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  private gone(resolve: () => void, signal: NodeJS.Signals | null): void {
    this.fit = false;
    this.onFailure(deathOf(signal));
    resolve();
  }

  private async awaitReady(): Promise<void> {
    const timeout = AbortSignal.timeout(this.options.hangTimeoutMs);
    const ready = once(this.process, 'message', { signal: timeout });
    const started = await Promise.race([ready, this.exited]).catch(() => undefined);
    if (Array.isArray(started)) return;
    ready.catch(() => undefined);
    this.kill();
    throw new JobError(
      'engine_unavailable',
      `A segmenter process cannot start. ${this.stderr.trim()}`.trim(),
    );
  }
}

/** Why a job failed whose process is gone by itself. */
function deathOf(signal: NodeJS.Signals | null): JobError {
  return SIGNALS_FROM_OUTSIDE.has(signal)
    ? new JobError('engine_crashed', `The segmenter process was ended from outside (${signal}).`)
    : new JobError('unsupported_media', 'The decoder crashed on this recording.');
}
