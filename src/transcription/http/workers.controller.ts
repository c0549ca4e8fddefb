import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { WorkerRegistry } from '../ports/worker-registry.js';
import { toWorkerDto, WorkerListDto } from './dto/worker.dto.js';

@ApiTags('workers')
@ApiBearerAuth()
@Controller('v1/workers')
export class WorkersController {
  constructor(private readonly workers: WorkerRegistry) {}

  /** Look at the workers and what they work on. */
  @Get()
  @RequireScope('queues:read')
  @ApiOkResponse({ type: WorkerListDto, description: 'All workers.' })
  @ApiProblems()
  async list(): Promise<WorkerListDto> {
    return { workers: (await this.workers.list()).map(toWorkerDto) };
  }
}
