import { Controller, Get, Inject, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { Public } from '../http/access.js';
import { HealthDto } from './dto/health.dto.js';
import { HealthFilter } from './health.filter.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

/** Probes, as Kubernetes and load balancers ask for them: 200, or 503 with what is wrong. */
@ApiTags('health')
@ApiServiceUnavailableResponse({ type: HealthDto, description: 'No; `error` says why.' })
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
  @ApiOkResponse({ type: HealthDto, description: 'Yes.' })
  @HealthCheck({ swaggerDocumentation: false })
  async live(): Promise<HealthDto> {
    return await this.health.check([]);
  }

  /** Can it do its work now? When this fails, send it none. */
  @Get('ready')
  @ApiOkResponse({ type: HealthDto, description: 'Yes.' })
  @HealthCheck({ swaggerDocumentation: false })
  async ready(): Promise<HealthDto> {
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
  @ApiOkResponse({ type: HealthDto, description: 'Yes.' })
  @HealthCheck({ swaggerDocumentation: false })
  async startup(): Promise<HealthDto> {
    if (this.hasStarted) return await this.live();
    const result = await this.ready();
    this.hasStarted = true;
    return result;
  }
}
