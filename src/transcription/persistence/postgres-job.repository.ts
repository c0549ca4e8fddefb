import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan, type QueryDeepPartialEntity } from 'typeorm';
import type { Job, NewJob, Transcript } from '../domain/job.js';
import { ENDED_STATUSES, sourcesOf, transition } from '../domain/job-state.js';
import { JobRepository, type JobPage, type JobPageRequest, type LeftAudio } from '../ports/job-repository.js';
import { DEPEND_AGAIN, expiresAt, REQUEUE } from './job-changes.js';
import { SHARE_RECORDING } from './recording-lock.js';
import { JobEntity } from './job.entity.js';
import { toJob } from './job.mapper.js';
import { TranscriptEntity } from './transcript.entity.js';

@Injectable()
export class PostgresJobRepository extends JobRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async create(request: NewJob, keep = async () => {}): Promise<{ job: Job; created: boolean }> {
    const created = await this.dataSource.transaction(async (manager) => {
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(JobEntity)
        .values(toRow(request))
        .orIgnore()
        .returning('id')
        .execute();
      if ((raw as unknown[]).length === 0) return false;
      if (request.dependsOn.length > 0) await manager.query(DEPEND_AGAIN, [[request.id]]);
      if (request.audio.source === 'upload') await manager.query(SHARE_RECORDING, [request.audio.location]);
      await keep();
      return true;
    });
    const job = await this.find(request.id);
    if (!job) throw new Error(`job ${request.id} was removed while it was being created`);
    return { job, created };
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
      const [, count]: [unknown[], number] = await manager.query(
        `UPDATE jobs SET ${REQUEUE} WHERE id = $1 AND status = ANY($2)`,
        [id, sourcesOf('requeue')],
      );
      await manager.query(DEPEND_AGAIN, [[id]]);
      return count > 0;
    });
    return requeued ? await this.find(id) : null;
  }

  async delete(id: string): Promise<LeftAudio | null> {
    const [rows]: [LeftAudio[], number] = await this.dataSource.query(
      `DELETE FROM jobs WHERE id = $1 AND status = ANY($2)
          AND NOT EXISTS (SELECT FROM job_dependencies WHERE needs_id = $1)
       RETURNING audio_source AS source, audio_location AS location`,
      [id, ENDED_STATUSES],
    );
    return rows[0] ?? null;
  }
}

function toRow(job: NewJob): QueryDeepPartialEntity<JobEntity> {
  const { audio, start, lexicon, ...request } = job;
  return {
    ...request,
    ...firstState(job),
    dependsOn: [...job.dependsOn],
    retryDelaysSeconds: [...job.retryDelaysSeconds],
    meta: job.meta as NonNullable<QueryDeepPartialEntity<JobEntity>['meta']>,
    lexiconId: lexicon?.id ?? null,
    lexiconVersion: lexicon?.version ?? null,
    audioSource: audio.source,
    audioName: audio.name,
    audioLocation: audio.location,
    audioBytes: audio.bytes,
    audioSha256: audio.sha256,
    audioDurationSeconds: audio.durationSeconds,
  };
}

/** By the clock of the database. A number that a DTO has let pass may stand in SQL; a date goes as a text constant. */
function firstState({ start, dependsOn }: NewJob): QueryDeepPartialEntity<JobEntity> {
  const time =
    'at' in start
      ? `'${start.at.toISOString()}'::timestamptz`
      : `now() + make_interval(secs => ${start.delaySeconds})`;
  const whenFree = `CASE WHEN ${time} > now() THEN 'scheduled' ELSE 'queued' END`;
  return {
    runAt: () => `greatest(now(), ${time})`,
    ...(dependsOn.length > 0 ? { status: 'deferred' as const } : { status: () => whenFree }),
  };
}
