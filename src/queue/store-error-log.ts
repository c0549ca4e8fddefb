import { Logger } from '@nestjs/common';

/** While the store is away BullMQ may report an error thousands of times a second. */
const QUIET_MS = 10_000;

/** Logs the errors of one BullMQ object: the first at once, then at most one line per {@link QUIET_MS}. */
export class StoreErrorLog {
  private readonly logger = new Logger('Queue');
  private quietUntilMs = 0;
  private suppressed = 0;

  record(queue: string, error: Error): void {
    const nowMs = performance.now();
    if (nowMs < this.quietUntilMs) {
      this.suppressed += 1;
      return;
    }
    const { suppressed } = this;
    this.logger.warn('the store of the queue is in trouble', {
      queue,
      error: describeStoreError(error),
      suppressed,
    });
    this.quietUntilMs = nowMs + QUIET_MS;
    this.suppressed = 0;
  }
}

/** The message; an AggregateError (one failure per address of a host) has none, only a code. */
export function describeStoreError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}
