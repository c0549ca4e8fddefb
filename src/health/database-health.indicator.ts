import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, TypeOrmHealthIndicator } from '@nestjs/terminus';
import type { ReadinessCheck } from './readiness.js';

const TIMEOUT_MS = 2000;

/** Does the system of record answer? */
@Injectable()
export class DatabaseHealthIndicator implements ReadinessCheck {
  constructor(private readonly typeOrm: TypeOrmHealthIndicator) {}

  async check(): Promise<HealthIndicatorResult> {
    return await this.typeOrm.pingCheck('database', { timeout: TIMEOUT_MS });
  }
}
