import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { TranscriptionService } from '../transcription.service.js';
import { CreateJobDto } from './dto/create-job.dto.js';
import { CancelDto, JobDto, JobListDto } from './dto/job.dto.js';
import { ListJobsQuery } from './dto/list-jobs.query.js';
import { ApiAcceptedJob, ApiJobId, JOB_SUBMISSION } from './job-documentation.js';
import { JobIntake } from './job-intake.js';
import { JobPages } from './job-pages.js';

@ApiTags('jobs')
@ApiBearerAuth()
@ApiExtraModels(CreateJobDto)
@Controller('v1/jobs')
export class JobsController {
  constructor(
    private readonly intake: JobIntake,
    private readonly pages: JobPages,
    private readonly service: TranscriptionService,
  ) {}

  /** Submit a recording. A form streams a `file` up; JSON names one on the server. */
  @Post()
  @HttpCode(202)
  @RequireScope('jobs:write')
  @ApiOperation({ requestBody: JOB_SUBMISSION })
  @ApiAcceptedJob()
  @ApiProblems(400, 409, 413, 415, 422, 429, 507)
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const { job, created } = await this.intake.accept(request);
    void reply.status(created ? 202 : 200).header('location', `/v1/jobs/${encodeURIComponent(job.id)}`);
    return await this.pages.detail(job);
  }

  /** List jobs, newest first. */
  @Get()
  @RequireScope('jobs:read')
  @ApiOkResponse({ type: JobListDto, description: 'A page of jobs.' })
  @ApiProblems(404, 422)
  async list(@Query() query: ListJobsQuery): Promise<JobListDto> {
    return await this.pages.list(query);
  }

  /** Look at one job: its state, its progress, its result. */
  @Get(':id')
  @RequireScope('jobs:read')
  @ApiJobId()
  @ApiOkResponse({ type: JobDto, description: 'The job.' })
  @ApiProblems(404)
  async get(@Param('id') id: string): Promise<JobDto> {
    return await this.pages.detail(await this.service.get(id));
  }

  /** Cancel a job: at once when it waits, within two seconds when it runs. */
  @Post(':id/cancel')
  @HttpCode(200)
  @RequireScope('jobs:write')
  @ApiJobId()
  @ApiOkResponse({ type: CancelDto, description: 'It is canceled, or will be within two seconds.' })
  @ApiProblems(404, 409)
  async cancel(@Param('id') id: string): Promise<CancelDto> {
    await this.service.cancel(id);
    return { success: true };
  }

  /** Run a failed or canceled job again. It keeps what it has recognised so far. */
  @Post(':id/requeue')
  @HttpCode(200)
  @RequireScope('jobs:write')
  @ApiJobId()
  @ApiOkResponse({ type: JobDto, description: 'It waits again.' })
  @ApiProblems(404, 409)
  async requeue(@Param('id') id: string): Promise<JobDto> {
    return await this.pages.detail(await this.service.requeue(id));
  }

  /** Delete an ended job with its transcript, and its recording if no other job has the same one. */
  @Delete(':id')
  @HttpCode(204)
  @RequireScope('jobs:write')
  @ApiJobId()
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(404, 409)
  async delete(@Param('id') id: string): Promise<void> {
    await this.service.delete(id);
  }
}
