import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { QueueConnection } from './queue-connection.js';
import type { QueueConsumers } from './queue-consumers.js';

/** Does this worker take jobs from its queues? Down before the start, from the first step of a shutdown on, too. */
export class ConsumersHealthIndicator {
  constructor(
    private readonly consumers: QueueConsumers,
    private readonly connection: QueueConnection,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const { state, activeCount, lastDeliveryAt } = this.consumers;
    const problems = [...this.connection.hazards, ...(await this.consumers.problems())];
    const status = problems.length > 0 ? 'down' : 'up';
    return {
      consumers: { status, backend: this.connection.backend, state, activeCount, lastDeliveryAt, problems },
    };
  }
}
