import { Injectable } from '@nestjs/common';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { ReadinessCheck } from './readiness.js';

type Phase = 'starting' | 'running' | 'stopping';

/** Where the process is between its start and its end: ready only in between. */
@Injectable()
export class LifecycleHealthIndicator implements ReadinessCheck {
  private phase: Phase = 'starting';

  enter(phase: Exclude<Phase, 'starting'>): void {
    this.phase = phase;
  }

  check(): Promise<HealthIndicatorResult> {
    return Promise.resolve({
      lifecycle: { status: this.phase === 'running' ? 'up' : 'down', phase: this.phase },
    });
  }
}
