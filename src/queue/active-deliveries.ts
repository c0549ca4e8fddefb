/** The queue entries that this process is working on. */
export class ActiveDeliveries {
  private readonly active = new Set<Promise<unknown>>();
  private lastStartedAt: Date | null = null;

  get count(): number {
    return this.active.size;
  }

  /** When the store last handed over an entry; null if it never has. */
  get lastDeliveryAt(): Date | null {
    return this.lastStartedAt;
  }

  async track<T>(work: Promise<T>): Promise<T> {
    this.lastStartedAt = new Date();
    this.active.add(work);
    try {
      return await work;
    } finally {
      this.active.delete(work);
    }
  }

  /** Resolves when there is none left, however they ended. */
  async idle(): Promise<void> {
    while (this.active.size > 0) await Promise.allSettled(this.active);
  }
}
