import { JobError } from '../../transcription/domain/job-error.js';
import { vitalsOf } from './process-vitals.js';

/** Silence is counted in looks: a worker that was itself stopped for a while blames nobody for it. */
const LOOK_INTERVAL_MS = 250;

/**
 * A decoder that hangs on a recording works on it, if only with the share of a crowded machine: it tells of every two
 * seconds of audio, which take milliseconds. One that stands still, or waits for a disk, does not.
 */
const HANGING_MIN_LOAD = 0.1;

/** Stops a job whose process hangs or takes too much memory. */
export class JobWatchdog {
  /** Null while the process waits for us. */
  private silentMs: number | null = 0;
  private cpuSeconds = 0;
  /** Null: as of the next look. */
  private cpuSecondsAtSign: number | null = null;
  private closed = false;
  private readonly looks: NodeJS.Timeout;

  constructor(
    private readonly pid: number,
    private readonly limits: { readonly hangTimeoutMs: number; readonly maxMemoryBytes: number },
    private readonly stop: (reason: JobError) => void,
  ) {
    this.looks = setInterval(() => void this.look(), LOOK_INTERVAL_MS);
  }

  /** A sign of life is due within the hang limit, from now on. */
  expectProgress(): void {
    this.silentMs = 0;
    this.cpuSecondsAtSign = null;
  }

  /** The process waits for us. */
  expectNothing(): void {
    this.silentMs = null;
  }

  residentSet(bytes: number): void {
    if (this.closed || bytes <= this.limits.maxMemoryBytes) return;
    this.stop(new JobError('unsupported_media', 'The decoder needs too much memory for this recording.'));
  }

  close(): void {
    this.closed = true;
    clearInterval(this.looks);
  }

  private async look(): Promise<void> {
    if (this.silentMs !== null) this.silentMs += LOOK_INTERVAL_MS;
    const vitals = await vitalsOf(this.pid);
    // Elsewhere than on Linux the process tells of itself.
    if (vitals) {
      this.cpuSeconds = vitals.cpuSeconds;
      this.cpuSecondsAtSign ??= vitals.cpuSeconds;
      this.residentSet(vitals.residentBytes);
    }
    if (this.closed || this.silentMs === null || this.silentMs < this.limits.hangTimeoutMs) return;
    this.stop(this.whySilent(this.silentMs / 1000));
  }

  private whySilent(seconds: number): JobError {
    const workedSeconds = this.cpuSeconds - (this.cpuSecondsAtSign ?? 0);
    return workedSeconds >= seconds * HANGING_MIN_LOAD
      ? new JobError('unsupported_media', 'The decoder hangs on this recording.')
      : new JobError('engine_crashed', `The segmenter process has not answered for ${seconds} s.`);
  }
}
