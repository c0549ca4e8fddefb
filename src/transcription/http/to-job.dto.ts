import { retriesLeft } from '../domain/retry-policy.js';
import { runningEtaSeconds } from '../domain/eta.js';
import type { Job, Transcript } from '../domain/job.js';
import { toTranscriptJson } from '../domain/transcript-formats/transcript-json.js';
import type { Forecast } from '../queue.service.js';
import type { JobDto } from './dto/job.dto.js';

/** What a job's page needs besides the job; a list gives the name of the queue alone. */
export interface JobDetails {
  readonly queueName: string;
  readonly forecast?: Forecast;
  readonly transcript?: Transcript | null;
}

export function toJobDto(job: Job, { queueName, forecast, transcript }: JobDetails): JobDto {
  const { failure, audio } = job;
  return {
    job_id: job.id,
    status: job.status,
    queue_name: queueName,
    priority: job.priority,
    created_at: job.createdAt.toISOString(),
    enqueued_at: job.enqueuedAt?.toISOString() ?? null,
    started_at: job.startedAt?.toISOString() ?? null,
    ended_at: job.endedAt?.toISOString() ?? null,
    progress: job.progress,
    position: forecast?.position ?? null,
    eta_seconds:
      job.status === 'started' ? runningEtaSeconds(job, Date.now()) : (forecast?.etaSeconds ?? null),
    attempt: job.attempt,
    retries_left: retriesLeft(job),
    timeout: job.timeoutSeconds,
    depends_on: [...job.dependsOn],
    scheduled_at: job.status === 'scheduled' ? job.runAt.toISOString() : null,
    result_ttl: job.resultTtlSeconds,
    failure_ttl: job.failureTtlSeconds,
    audio: {
      source: audio.source,
      name: audio.name,
      bytes: audio.bytes,
      sha256: audio.sha256,
      duration_seconds: audio.durationSeconds,
    },
    model: job.model,
    language: job.language,
    channels: job.channels,
    lexicon_id: job.lexicon?.id ?? null,
    lexicon_version: job.lexicon?.version ?? null,
    api_key_id: job.apiKeyId,
    result: transcript ? toTranscriptJson(transcript) : null,
    exc_info: failure?.trace ?? null,
    error: failure && { code: failure.code, message: failure.message, retryable: failure.retryable },
    worker: job.worker,
    meta: { ...job.meta },
  };
}
