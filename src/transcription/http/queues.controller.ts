import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { QueueService } from '../queue.service.js';
import { EmptiedDto, QueueDto, QueueListDto, RequeuedDto, toQueueDto } from './dto/queue.dto.js';
import { ApiQueueName } from './queue-documentation.js';

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
  @ApiQueueName()
  @ApiOkResponse({ type: QueueDto, description: 'The queue.' })
  @ApiProblems(404)
  async get(@Param('name') name: string): Promise<QueueDto> {
    return toQueueDto(await this.queues.getQueueStats(name));
  }

  /** Start no further job of a queue, on any worker. What runs goes on; what is submitted waits. */
  @Post(':name/pause')
  @HttpCode(200)
  @RequireScope('queues:write')
  @ApiQueueName()
  @ApiOkResponse({ type: QueueDto, description: 'The queue.' })
  @ApiProblems(404)
  async pause(@Param('name') name: string): Promise<QueueDto> {
    return toQueueDto(await this.queues.pause(name));
  }

  /** Start the jobs of a paused queue again. */
  @Post(':name/resume')
  @HttpCode(200)
  @RequireScope('queues:write')
  @ApiQueueName()
  @ApiOkResponse({ type: QueueDto, description: 'The queue.' })
  @ApiProblems(404)
  async resume(@Param('name') name: string): Promise<QueueDto> {
    return toQueueDto(await this.queues.resume(name));
  }

  /** Run all failed jobs of a queue again. */
  @Post(':name/requeue-failed')
  @HttpCode(200)
  @RequireScope('queues:write')
  @ApiQueueName()
  @ApiOkResponse({ type: RequeuedDto, description: 'How many there were.' })
  @ApiProblems(404)
  async requeueFailed(@Param('name') name: string): Promise<RequeuedDto> {
    return { requeued_count: await this.queues.requeueFailed(name) };
  }

  /** Take all waiting jobs out of a queue: they end `canceled`, and can be requeued. */
  @Post(':name/empty')
  @HttpCode(200)
  @RequireScope('queues:write')
  @ApiQueueName()
  @ApiOkResponse({ type: EmptiedDto, description: 'How many there were.' })
  @ApiProblems(404)
  async empty(@Param('name') name: string): Promise<EmptiedDto> {
    return { removed_count: await this.queues.empty(name) };
  }
}
