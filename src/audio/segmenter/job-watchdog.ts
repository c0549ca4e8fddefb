import { readFile } from 'node:fs/promises';
import { JobError } from '../../transcription/domain/job-error.js';

const RSS_INTERVAL_MS = 250;
const BYTES_PER_KIB = 1024;

/** Stops a job whose process hangs or takes too much memory. */
export class JobWatchdog {
  private hang: NodeJS.Timeout | null = null;
  private readonly poll: NodeJS.Timeout;

  constructor(
    private readonly pid: number,
    private readonly limits: { readonly hangTimeoutMs: number; readonly maxMemoryBytes: number },
    private readonly stop: (reason: JobError) => void,
  ) {
    this.poll = setInterval(() => void this.checkResidentSet(), RSS_INTERVAL_MS);
    this.expectProgress();
  }

  /** A sign of life is due within the hang limit, from now on. */
  expectProgress(): void {
    this.expectNothing();
    this.hang = setTimeout(() => {
      this.stop(new JobError('unsupported_media', 'The decoder hangs on this recording.'));
    }, this.limits.hangTimeoutMs);
  }

  /** The process waits for us. */
  expectNothing(): void {
    if (this.hang) clearTimeout(this.hang);
    this.hang = null;
  }

  residentSet(bytes: number): void {
    if (bytes <= this.limits.maxMemoryBytes) return;
    this.stop(new JobError('unsupported_media', 'The decoder needs too much memory for this recording.'));
  }

  close(): void {
    this.expectNothing();
    clearInterval(this.poll);
  }

  /** Only Linux has this file; elsewhere the process tells of itself. */
  private async checkResidentSet(): Promise<void> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '');
    const kibibytes = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
    if (kibibytes) this.residentSet(Number(kibibytes) * BYTES_PER_KIB);
  }
}
