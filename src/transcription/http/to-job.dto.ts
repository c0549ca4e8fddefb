import { retriesLeft } from '../domain/retry-policy.js';
import type { Job, Transcript } from '../domain/job.js';
import { toTranscriptJson } from '../domain/transcript-formats/transcript-json.js';
import type { JobDto } from './dto/job.dto.js';

/** What only the page of one job shows, not a list. */
export interface JobDetails {
  readonly queueName: string;
  readonly position?: number | null;
  readonly transcript?: Transcript | null;
}

export function toJobDto(job: Job, { queueName, position, transcript }: JobDetails): JobDto {
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
    position: position ?? null,
    eta_seconds: etaSeconds(job),
    attempt: job.attempt,
    retries_left: retriesLeft(job),
    timeout: job.timeoutSeconds,
    audio: {
      source: audio.source,
      name: audio.name,
      bytes: audio.bytes,
      sha256: audio.sha256,
      duration_seconds: audio.durationSeconds,
    },
    model: job.model,
    language: job.language,
    lexicon_id: null,
    api_key_id: null,
    result: transcript ? toTranscriptJson(transcript) : null,
    exc_info: failure?.trace ?? null,
    error: failure && { code: failure.code, message: failure.message, retryable: failure.retryable },
    worker: job.worker,
    meta: { ...job.meta },
  };
}

/** From how far this attempt has come in the time since it started; not before it has done something. */
function etaSeconds({ status, startedAt, progress, progressAtStart }: Job): number | null {
  const done = progress - progressAtStart;
  if (status !== 'started' || !startedAt || done < 0.01) return null;
  const elapsedSeconds = Math.max(0, (Date.now() - startedAt.getTime()) / 1000);
  return Math.round((elapsedSeconds / done) * (1 - progress));
}
