import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JobError } from '../../transcription/domain/job-error.js';
import {
  type SegmentationCut,
  type SegmentationEvent,
  type SegmentationRequest,
  Segmenter,
} from '../../transcription/ports/segmenter.js';
import { MAX_SEPARATE_CHANNELS, settingsFor, sharedSeconds } from './segmentation-settings.js';
import { SegmenterChild, type SegmenterChildOptions } from './segmenter-child.js';

export interface ProcessSegmenterOptions extends Partial<SegmenterChildOptions> {
  /** A Silero VAD model, ONNX. */
  readonly vadModelPath: string;
  /** How many idle processes are kept for the jobs to come (about 100 MB each). One is always made ready. */
  readonly maxIdleProcesses?: number;
}

const MEBIBYTE = 1024 * 1024;

const DEFAULTS = {
  entry: fileURLToPath(new URL('./segmenter-process.js', import.meta.url)),
  // ONNX Runtime reports to its makers from 1.29 on, unless it is told not to.
  environment: { ORT_DISABLE_TELEMETRY: '1' },
  maxIdleProcesses: 2,
  segmentsAhead: 4,
  secondsAhead: 120,
  hangTimeoutMs: 30_000,
  maxMemoryBytes: 384 * MEBIBYTE,
  maxIdleMemoryBytes: 256 * MEBIBYTE,
  jobsPerProcess: 100,
} satisfies Partial<ProcessSegmenterOptions>;

/**
 * Segments recordings in child processes, one job in each. A process that ended its job well is used again, for
 * starting one takes a third of a second; one whose job failed, hung or was aborted is killed, whatever the reason.
 * An idle process is kept ready, so that a job need not wait for one.
 */
export class ProcessSegmenter extends Segmenter {
  private readonly options: Required<ProcessSegmenterOptions>;
  private readonly idle: SegmenterChild[] = [];
  private readonly all = new Set<SegmenterChild>();
  private closed = false;

  constructor(options: ProcessSegmenterOptions) {
    super();
    this.options = { ...DEFAULTS, ...options };
  }

  override settings({ maxSegmentSeconds, channels }: SegmentationCut): string {
    const shares = channels === 'separate' ? [1, MAX_SEPARATE_CHANNELS] : [1];
    const settings = shares.map((share) =>
      JSON.stringify(settingsFor(sharedSeconds(maxSegmentSeconds, share))),
    );
    return [basename(this.options.vadModelPath), channels, ...settings].join(' ');
  }

  /** Starts the first process. Throws `JobError` `engine_unavailable` when it cannot. */
  async start(): Promise<void> {
    this.prepareSpare();
    await this.idle[0]?.started();
  }

  /** Ends every process; jobs in work fail with `engine_unavailable`. */
  async close(): Promise<void> {
    this.closed = true;
    const children = [...this.all];
    for (const child of children) child.kill(closedError());
    await Promise.all(children.map((child) => child.exited));
  }

  override async *segment(
    request: SegmentationRequest,
    signal: AbortSignal,
  ): AsyncGenerator<SegmentationEvent, void, void> {
    signal.throwIfAborted();
    if (this.closed) throw closedError();
    const child = this.takeIdle() ?? this.launch();
    this.prepareSpare();
    try {
      yield* child.run(request, signal);
    } finally {
      this.giveBack(child);
    }
  }

  /** The ids of the processes that live: for health checks and tests. */
  get pids(): number[] {
    return [...this.all].flatMap((child) => child.pid ?? []);
  }

  private takeIdle(): SegmenterChild | undefined {
    for (let child = this.idle.shift(); child; child = this.idle.shift()) if (child.isFit) return child;
    return undefined;
  }

  private giveBack(child: SegmenterChild): void {
    if (child.isFit && this.idle.length < this.options.maxIdleProcesses) this.idle.push(child);
    else child.kill();
    this.prepareSpare();
  }

  private prepareSpare(): void {
    if (!this.closed && !this.idle.some((child) => child.isFit)) this.idle.push(this.launch());
  }

  private launch(): SegmenterChild {
    const child = new SegmenterChild(this.options);
    this.all.add(child);
    void child.exited.then(() => this.all.delete(child));
    return child;
  }
}

function closedError(): JobError {
  return new JobError('engine_unavailable', 'The segmenter is closed.');
}
