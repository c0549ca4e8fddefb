import { setTimeout as sleep } from 'node:timers/promises';
import type { MeasuredService } from './measured-service.js';
import type { Contender } from './throughput.js';

/** How often the client asks whether all jobs have ended: too seldom to cost anything, and then up to so much late. */
const POLL_MS = 25;

/** The whole service: HTTP, database, queue, worker, with all that is written down on the way. */
export class StenoContender implements Contender {
  readonly kind = 'steno';
  readonly workers = 1;

  constructor(
    readonly name: string,
    private readonly service: MeasuredService,
  ) {}

  async run(jobs: number): Promise<number> {
    const before = await this.service.queue();
    const startMs = performance.now();
    await this.service.submitMany(jobs);
    for (;;) {
      const { finished_count, failed_count } = await this.service.queue();
      if (failed_count > before.failed_count) throw new Error('A job that does nothing has failed.');
      if (finished_count >= before.finished_count + jobs) return (performance.now() - startMs) / 1000;
      await sleep(POLL_MS);
    }
  }
}
