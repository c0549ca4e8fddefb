import type { HealthIndicatorResult } from '@nestjs/terminus';

/** What a pool of recognisers tells of itself. */
interface PoolStats {
  readonly alive: number;
  readonly healthy: boolean;
}

/** Is at least one recogniser alive, with the model loaded? */
export class EngineHealthIndicator {
  constructor(private readonly engine: { stats(): PoolStats }) {}

  check(): Promise<HealthIndicatorResult> {
    const stats = this.engine.stats();
    const status = stats.healthy && stats.alive > 0 ? 'up' : 'down';
    return Promise.resolve({ engine: { status, ...stats } });
  }
}
