import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { QueryInteger } from '../../../http/api-properties.js';
import { JOB_PRIORITIES, type JobPriority } from '../../domain/job.js';
import { JOB_STATUSES, type JobStatus } from '../../domain/job-state.js';

export class ListJobsQuery {
  /**
   * Only jobs in this state.
   * @example 'failed'
   */
  @IsOptional()
  @IsIn(JOB_STATUSES)
  status?: JobStatus;

  /**
   * Only jobs of this priority.
   * @example 'high'
   */
  @IsOptional()
  @IsIn(JOB_PRIORITIES)
  priority?: JobPriority;

  /**
   * Only jobs of this queue.
   * @example 'transcription_jobs_high'
   */
  @IsOptional()
  @IsString()
  queue?: string;

  /**
   * Jobs on a page.
   * @example 50
   */
  @QueryInteger(1, 500)
  limit: number = 50;

  /**
   * The `next_cursor` of the page before.
   * @example '4711'
   */
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'cursor must be a next_cursor that a page gave' })
  cursor?: string;
}
