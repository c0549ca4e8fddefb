import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (result: O) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchOptions {
  /** Items of one batch at most. Default 100: a statement of some ten milliseconds. */
  readonly max?: number;
  /** How long a batch waits for more of them. Default: until the process has read all that has arrived. */
  readonly gatherMs?: number;
}

/**
 * Does together what is asked for at the same time. What is asked for while a batch is under way makes up the next one:
 * alone, nothing waits; under load, one round trip, plan and commit serve many.
 *
 * `work` gets items and returns a result for each, in their order. It must bear to be given an item again: when a batch of
 * several fails, each is tried alone, so that one that cannot be done takes no other down with it.
 */
export class Batches<I, O> {
  private readonly waiting: Waiting<I, O>[] = [];
  private busy = false;

  constructor(
    private readonly work: (items: readonly I[]) => Promise<readonly O[]>,
    private readonly options: BatchOptions = {},
  ) {}

  async add(item: I): Promise<O> {
    return await new Promise<O>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.busy) void this.workOff();
    });
  }

  private async workOff(): Promise<void> {
    const { max = 100, gatherMs } = this.options;
    this.busy = true;
    while (this.waiting.length > 0) {
      // What is only put off must not keep a process alive.
      await (gatherMs === undefined ? turn() : delay(gatherMs, undefined, { ref: false }));
      await this.workOn(this.waiting.splice(0, max));
    }
    this.busy = false;
  }

  private async workOn(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const results = await this.work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as O);
    } catch (error) {
      if (batch.length > 1) await Promise.all(batch.map((one) => this.workOn([one])));
      else batch[0]?.reject(error);
    }
  }
}
