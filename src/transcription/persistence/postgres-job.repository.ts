import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan } from 'typeorm';
import type { Job, NewJob, Transcript } from '../domain/job.js';
import { ENDED_STATUSES, sourcesOf, transition } from '../domain/job-state.js';
import {
  type Acceptance,
  type AcceptedJob,
  JobRepository,
  type JobPage,
  type JobPageRequest,
  type LeftAudio,
} from '../ports/job-repository.js';
import { Batches } from './batches.js';
import { type Changed, DEPEND_AGAIN, expiresAt, REQUEUE } from './job-changes.js';
import { insertJobs, insertJobsInTurn } from './job-insert.js';
import { SHARE_RECORDING } from './recording-lock.js';
import { JobEntity } from './job.entity.js';
import { toJob } from './job.mapper.js';
import { TranscriptEntity } from './transcript.entity.js';

interface Creation {
  readonly request: NewJob;
  readonly maxUnended: number;
}

@Injectable()
export class PostgresJobRepository extends JobRepository {
  private readonly creations = new Batches((asked: readonly Creation[]) => this.createAll(asked));

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async create(request: NewJob, { maxUnended, keep }: Acceptance): Promise<AcceptedJob | null> {
    const created =
      request.audio.source === 'upload' || request.dependsOn.length > 0
        ? await this.createWith(request, maxUnended, keep)
        : await this.creations.add({ request, maxUnended });
    if (created) return { job: created, created: true };
    const earlier = await this.find(request.id);
    return earlier && { job: earlier, created: false };
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

  async cancel(id: string): Promise<Job | null> {
    await this.dataSource.query(
      `UPDATE jobs SET
         status = CASE WHEN status = 'started' THEN status ELSE '${transition('queued', 'cancel')}' END,
         ended_at = CASE WHEN status = 'started' THEN ended_at ELSE now() END,
         expires_at = CASE WHEN status = 'started' THEN expires_at ELSE ${expiresAt(`'canceled'`)} END,
         cancel_requested_at = coalesce(cancel_requested_at, now())
       WHERE id = $1 AND status = ANY($2)`,
      [id, sourcesOf('cancel')],
    );
    return await this.find(id);
  }

  async unknown(ids: readonly string[]): Promise<string[]> {
    const known = await this.dataSource.manager.find(JobEntity, {
      where: { id: In([...ids]) },
      select: { id: true },
    });
    return ids.filter((id) => !known.some((job) => job.id === id));
  }

  async requeue(id: string): Promise<Job | null> {
    const requeued = await this.dataSource.transaction(async (manager) => {
      const [, count]: Changed<unknown> = await manager.query(
        `UPDATE jobs SET ${REQUEUE} WHERE id = $1 AND status = ANY($2)`,
        [id, sourcesOf('requeue')],
      );
      await manager.query(DEPEND_AGAIN, [[id]]);
      return count > 0;
    });
    return requeued ? await this.find(id) : null;
  }

  async delete(id: string): Promise<LeftAudio | null> {
    const [rows]: Changed<LeftAudio> = await this.dataSource.query(
      `DELETE FROM jobs WHERE id = $1 AND status = ANY($2)
          AND NOT EXISTS (SELECT FROM job_dependencies WHERE needs_id = $1)
       RETURNING audio_source AS source, audio_location AS location`,
      [id, ENDED_STATUSES],
    );
    return rows[0] ?? null;
  }

  /** Null where there was no room, or the id was taken. */
  private async createAll(asked: readonly Creation[]): Promise<(Job | null)[]> {
    const maxUnended = Math.min(...asked.map((creation) => creation.maxUnended));
    const requests = asked.map(({ request }) => request);
    const { manager } = this.dataSource;
    const jobs = await insertJobs(manager, requests, maxUnended);
    const left = requests.filter(({ id }) => !jobs.has(id));
    if (left.length > 0) {
      const late = await manager.transaction((own) => insertJobsInTurn(own, left, maxUnended));
      for (const [id, job] of late) jobs.set(id, job);
    }
    return requests.map(({ id }) => {
      const job = jobs.get(id) ?? null;
      // A second request for the same id did not create it.
      jobs.delete(id);
      return job;
    });
  }

  private async createWith(
    request: NewJob,
    maxUnended: number,
    keep: Acceptance['keep'],
  ): Promise<Job | null> {
    return await this.dataSource.transaction(async (manager) => {
      const added = await insertJobs(manager, [request], maxUnended);
      const inserted = added.size > 0 ? added : await insertJobsInTurn(manager, [request], maxUnended);
      const job = inserted.get(request.id);
      if (!job) return null;
      if (request.dependsOn.length > 0) await manager.query(DEPEND_AGAIN, [[request.id]]);
      if (request.audio.source === 'upload') await manager.query(SHARE_RECORDING, [request.audio.location]);
      await keep?.();
      return job;
    });
  }
}
