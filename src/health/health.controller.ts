import { Controller, Get, Inject, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import { Public } from '../http/access.js';
import { HealthDto } from './dto/health.dto.js';
import { HealthFilter } from './health.filter.js';
import { rememberFor } from './remember.js';
import { withoutAddresses } from './public-reason.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

/** Anybody may ask as often as they like: the parts are looked at once in this time. */
const RESULT_MAX_AGE_MS = 1000;

/** Probes, as Kubernetes and load balancers ask for them: 200, or 503 with what is wrong. */
@ApiTags('health')
@ApiServiceUnavailableResponse({ type: HealthDto, description: 'No; `error` says why.' })
@Public()
@UseFilters(HealthFilter)
@Controller('health')
export class HealthController {
  private hasStarted = false;
  private readonly look: () => Promise<HealthDto>;

  constructor(
    private readonly health: HealthCheckService,
    @Inject(READINESS_CHECKS) checks: readonly ReadinessCheck[],
  ) {
    const parts = checks.map((part) => async () => withoutAddresses(await part.check()));
    this.look = rememberFor(RESULT_MAX_AGE_MS, async () => await health.check(parts));
  }

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
    return await this.look();
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
