import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { QueueService } from '../queue.service.js';
import { QueueDto, QueueListDto, toQueueDto } from './dto/queue.dto.js';

@ApiTags('queues')
@ApiBearerAuth()
@Controller('v1/queues')
export class QueuesController {
  constructor(private readonly queues: QueueService) {}

  /** Count the jobs of all queues. */
  @Get()
  @RequireScope('queues:read')
  @ApiOkResponse({ type: QueueListDto, description: 'All queues.' })
  @ApiProblems()
  async list(): Promise<QueueListDto> {
    return { queues: (await this.queues.list()).map(toQueueDto) };
  }

  /** Count the jobs of one queue. */
  @Get(':name')
  @RequireScope('queues:read')
  @ApiParam({
    name: 'name',
    description: 'Name of the queue.',
    schema: { type: 'string', example: 'transcription_jobs_high' },
  })
  @ApiOkResponse({ type: QueueDto, description: 'The queue.' })
  @ApiProblems(404)
  async get(@Param('name') name: string): Promise<QueueDto> {
    return toQueueDto(await this.queues.get(name));
  }
}
