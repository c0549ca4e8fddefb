import { Controller, Get, Inject, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorFunction,
} from '@nestjs/terminus';
import { Public } from '../http/access.js';
import { HealthFilter } from './health.filter.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

/** Probes, as Kubernetes and load balancers ask for them: 200, or 503 with what is wrong. */
@ApiTags('health')
@Public()
@UseFilters(HealthFilter)
@Controller('health')
export class HealthController {
  private hasStarted = false;

  constructor(
    private readonly health: HealthCheckService,
    @Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[],
  ) {}

  /** Is the process alive? When this fails, restart it. */
  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  async live(): Promise<HealthCheckResult> {
    return await this.health.check([]);
  }

  /** Can it do its work now? When this fails, send it none. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  async ready(): Promise<HealthCheckResult> {
    return await this.health.check(
      this.checks.map(
        (part): HealthIndicatorFunction =>
          () =>
            part.check(),
      ),
    );
  }

  /** Has it been ready once? Until then, give it time. */
  @Get('startup')
  @HealthCheck({ swaggerDocumentation: false })
  async startup(): Promise<HealthCheckResult> {
    if (this.hasStarted) return await this.live();
    const result = await this.ready();
    this.hasStarted = true;
    return result;
  }
}
