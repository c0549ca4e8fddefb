import type { DataSource } from 'typeorm';
import type { Job, JobAudio, JobLexicon } from '../domain/job.js';
import { JobEntity } from './job.entity.js';

/** A row of `jobs` as the driver gives it. */
export type JobRow = Readonly<Record<string, unknown>>;

export function jobOfRow(dataSource: DataSource, row: JobRow): Job {
  const entity = new JobEntity();
  for (const column of dataSource.getMetadata(JobEntity).columns) {
    column.setEntityValue(entity, dataSource.driver.prepareHydratedValue(row[column.databaseName], column));
  }
  return toJob(entity);
}

export function toJob(entity: JobEntity): Job {
  return {
    id: entity.id,
    fingerprint: entity.fingerprint,
    status: entity.status,
    priority: entity.priority,
    generation: entity.generation,
    attempt: entity.attempt,
    timeoutSeconds: entity.timeoutSeconds,
    retryCount: entity.retryCount,
    retryDelaysSeconds: entity.retryDelaysSeconds,
    retryBackoff: entity.retryBackoff,
    model: entity.model,
    language: entity.language,
    channels: entity.channels,
    lexicon: toLexicon(entity),
    apiKeyId: entity.apiKeyId,
    meta: entity.meta,
    dependsOn: entity.dependsOn,
    resultTtlSeconds: entity.resultTtlSeconds,
    failureTtlSeconds: entity.failureTtlSeconds,
    audio: toAudio(entity),
    progress: entity.progress,
    progressAtStart: entity.progressAtStart,
    createdAt: entity.createdAt,
    enqueuedAt: entity.enqueuedAt,
    startedAt: entity.startedAt,
    endedAt: entity.endedAt,
    runAt: entity.runAt,
    worker: entity.worker,
    failure: entity.failure,
  };
}

function toLexicon({ lexiconId: id, lexiconVersion: version }: JobEntity): JobLexicon | null {
  return id === null || version === null ? null : { id, version };
}

function toAudio(entity: JobEntity): JobAudio {
  return {
    source: entity.audioSource,
    name: entity.audioName,
    location: entity.audioLocation,
    bytes: entity.audioBytes,
    sha256: entity.audioSha256,
    durationSeconds: entity.audioDurationSeconds,
  };
}
