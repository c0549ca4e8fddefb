import { closeSync, copyFileSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** PostgreSQL writes warnings and errors only: a healthy one a few lines a day. */
const MAX_BYTES = 8 * 1024 * 1024;
const CHECK_INTERVAL_MS = 60_000;

/**
 * A log file that a child process writes to through its own descriptor, so that it goes on when we are gone, and
 * that takes at most twice MAX_BYTES plus what is written within a minute: when full it is copied to `<file>.1`
 * and emptied in place. It is in append mode, so the writer carries on at the new end.
 */
export class BoundedLog {
  readonly descriptor: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly file: string) {
    this.descriptor = openSync(file, 'a+', 0o600);
    this.rotateIfFull();
    this.timer = setInterval(() => this.rotateIfFull(), CHECK_INTERVAL_MS).unref();
  }

  sizeBytes(): number {
    return fstatSync(this.descriptor).size;
  }

  readFrom(offsetBytes: number): string {
    const buffer = Buffer.alloc(Math.max(0, this.sizeBytes() - offsetBytes));
    readSync(this.descriptor, buffer, 0, buffer.length, offsetBytes);
    return buffer.toString('utf8');
  }

  close(): void {
    clearInterval(this.timer);
    closeSync(this.descriptor);
  }

  private rotateIfFull(): void {
    if (this.sizeBytes() <= MAX_BYTES) return;
    copyFileSync(this.file, `${this.file}.1`);
    ftruncateSync(this.descriptor);
  }
}
