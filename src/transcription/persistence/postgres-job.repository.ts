import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan, type QueryDeepPartialEntity } from 'typeorm';
import type { Job, JobPriority, NewJob, Transcript } from '../domain/job.js';
import { ENDED_STATUSES, JOB_STATUSES, type JobStatus, sourcesOf, transition } from '../domain/job-state.js';
import {
  JobRepository,
  POSITION_MAX,
  type JobPage,
  type JobPageRequest,
  type QueueCounts,
} from '../ports/job-repository.js';
import { JobEntity } from './job.entity.js';
import { toJob } from './job.mapper.js';
import { TranscriptEntity } from './transcript.entity.js';

@Injectable()
export class PostgresJobRepository extends JobRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async create(request: NewJob): Promise<{ job: Job; created: boolean }> {
    const { raw } = await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(JobEntity)
      .values(toRow(request))
      .orIgnore()
      .returning('id')
      .execute();
    const job = await this.find(request.id);
    if (!job) throw new Error(`job ${request.id} was removed while it was being created`);
    return { job, created: (raw as unknown[]).length > 0 };
  }

  async find(id: string): Promise<Job | null> {
    const entity = await this.dataSource.manager.findOneBy(JobEntity, { id });
    return entity && toJob(entity);
  }

  async findTranscript(id: string): Promise<Transcript | null> {
    return await this.dataSource.manager.findOneBy(TranscriptEntity, { jobId: id });
  }

  async list({ limit, cursor, status, priority }: JobPageRequest): Promise<JobPage> {
    const entities = await this.dataSource.manager.find(JobEntity, {
      where: {
        ...(status && { status }),
        ...(priority && { priority }),
        ...(cursor && { sequence: LessThan(cursor) }),
      },
      order: { sequence: 'DESC' },
      take: limit + 1,
    });
    const page = entities.slice(0, limit);
    return {
      jobs: page.map(toJob),
      nextCursor: entities.length > limit ? (page.at(-1)?.sequence ?? null) : null,
    };
  }

  async counts(priority: JobPriority): Promise<QueueCounts> {
    const rows: { status: JobStatus; count: number; oldest: number | null }[] = await this.dataSource.query(
      `SELECT status, count(*)::int AS count,
              extract(epoch FROM now() - min(run_at))::float AS oldest
         FROM jobs WHERE priority = $1 GROUP BY status`,
      [priority],
    );
    const counts = Object.fromEntries(
      JOB_STATUSES.map((status) => [status, rows.find((row) => row.status === status)?.count ?? 0]),
    ) as Record<JobStatus, number>;
    return { counts, oldestQueuedSeconds: rows.find((row) => row.status === 'queued')?.oldest ?? null };
  }

  async position(id: string): Promise<number | null> {
    const rows: { ahead: number }[] = await this.dataSource.query(
      `SELECT (SELECT count(*)::int FROM (
                 SELECT 1 FROM jobs WHERE status = 'queued'
                    AND (priority = ANY(CASE self.priority WHEN 'high' THEN '{}'::text[]
                           WHEN 'default' THEN '{high}'::text[] ELSE '{high,default}'::text[] END)
                         OR (priority = self.priority AND sequence < self.sequence))
                  LIMIT ${POSITION_MAX}) AS waiting) AS ahead
         FROM jobs AS self WHERE id = $1 AND status = 'queued'`,
      [id],
    );
    const ahead = rows[0]?.ahead;
    return ahead === undefined || ahead >= POSITION_MAX ? null : ahead + 1;
  }

  async countUnended(): Promise<number> {
    const unended = JOB_STATUSES.filter((status) => !ENDED_STATUSES.includes(status));
    return await this.dataSource.manager.countBy(JobEntity, { status: In(unended) });
  }

  async cancel(id: string): Promise<Job | null> {
    await this.dataSource.query(
      `UPDATE jobs SET
         status = CASE WHEN status = 'started' THEN status ELSE '${transition('queued', 'cancel')}' END,
         ended_at = CASE WHEN status = 'started' THEN ended_at ELSE now() END,
         cancel_requested_at = coalesce(cancel_requested_at, now())
       WHERE id = $1 AND status = ANY($2)`,
      [id, sourcesOf('cancel')],
    );
    return await this.find(id);
  }
}

function toRow(job: NewJob): QueryDeepPartialEntity<JobEntity> {
  const { audio, ...request } = job;
  return {
    ...request,
    retryDelaysSeconds: [...job.retryDelaysSeconds],
    meta: job.meta as NonNullable<QueryDeepPartialEntity<JobEntity>['meta']>,
    audioSource: audio.source,
    audioName: audio.name,
    audioLocation: audio.location,
    audioBytes: audio.bytes,
    audioSha256: audio.sha256,
    audioDurationSeconds: audio.durationSeconds,
  };
}
