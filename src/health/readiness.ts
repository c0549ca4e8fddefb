import type { HealthIndicatorResult } from '@nestjs/terminus';

/** One thing that has to work. Tells what is wrong in its result, does not throw. */
export interface ReadinessCheck {
  check(): Promise<HealthIndicatorResult>;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');
