import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { BullmqJobQueue } from './bullmq-job-queue.js';
import type { QueueConnection } from './queue-connection.js';

/** Can jobs be put to the queue? Down also while the store has a known hazard, such as a Redis that evicts. */
export class QueueHealthIndicator {
  constructor(
    private readonly queue: BullmqJobQueue,
    private readonly connection: QueueConnection,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const problems = [...this.connection.hazards];
    try {
      await this.queue.ping();
    } catch (error) {
      problems.push((error as Error).message);
    }
    const status = problems.length > 0 ? 'down' : 'up';
    return { queue: { status, backend: this.connection.backend, problems } };
  }
}
