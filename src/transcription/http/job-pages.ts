import { Injectable } from '@nestjs/common';
import type { Job } from '../domain/job.js';
import { QueueService } from '../queue.service.js';
import { TranscriptionService } from '../transcription.service.js';
import type { JobDto, JobListDto } from './dto/job.dto.js';
import type { ListJobsQuery } from './dto/list-jobs.query.js';
import { toJobDto } from './to-job.dto.js';

/** Gathers what a page about jobs shows. */
@Injectable()
export class JobPages {
  constructor(
    private readonly service: TranscriptionService,
    private readonly queues: QueueService,
  ) {}

  async detail(job: Job): Promise<JobDto> {
    const [forecast, transcript] = await Promise.all([this.queues.forecast(job), this.service.result(job)]);
    return toJobDto(job, { queueName: this.queues.nameOf(job.priority), forecast, transcript });
  }

  async list({ queue, priority, ...page }: ListJobsQuery): Promise<JobListDto> {
    const ofQueue = queue === undefined ? priority : this.queues.priorityOf(queue);
    // A queue holds the jobs of one priority: asking for another one in it finds nothing.
    if (priority !== undefined && ofQueue !== priority) return { jobs: [], next_cursor: null };
    const { jobs, nextCursor } = await this.service.list({ ...page, priority: ofQueue });
    return {
      jobs: jobs.map((job) => toJobDto(job, { queueName: this.queues.nameOf(job.priority) })),
      next_cursor: nextCursor,
    };
  }
}
