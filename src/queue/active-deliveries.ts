/** The queue entries that this process is working on. */
export class ActiveDeliveries {
  private readonly active = new Set<Promise<unknown>>();
  private lastStartedAt: Date | null = null;
  private refusing = false;

  get count(): number {
    return this.active.size;
  }

  /** When the store last handed over an entry; null if it never has. */
  get lastDeliveryAt(): Date | null {
    return this.lastStartedAt;
  }

  /** From now on nothing new is to be worked on. */
  refuse(): void {
    this.refusing = true;
  }

  /** Until now it was not. */
  accept(): void {
    this.refusing = false;
  }

  get refused(): boolean {
    return this.refusing;
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
