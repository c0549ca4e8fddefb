/** Hands events from a callback to one reader; a failure comes at once, before what is still queued. */
export class EventQueue<T> {
  private readonly queued: T[] = [];
  private failure: { readonly reason: unknown } | null = null;
  private wake: (() => void) | null = null;

  push(event: T): void {
    this.queued.push(event);
    this.wake?.();
  }

  /** The first failure stays. */
  fail(reason: unknown): void {
    this.failure ??= { reason };
    this.wake?.();
  }

  /** One call at a time. Rejects with the failure. */
  async next(): Promise<T> {
    for (;;) {
      if (this.failure) throw this.failure.reason;
      const event = this.queued.shift();
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
