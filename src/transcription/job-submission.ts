import { createHash } from 'node:crypto';
import type { ChannelMode, JobAudio, JobPriority, JobRequest, RetryBackoff, Start } from './domain/job.js';

/** What a client asks for; the rest is filled in from the configuration. */
export interface JobSubmission {
  readonly jobId?: string | undefined;
  readonly priority?: JobPriority | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly retryCount?: number | undefined;
  /** One delay for all retries, or one for each. */
  readonly retryDelaysSeconds?: readonly number[] | undefined;
  readonly retryBackoff?: RetryBackoff | undefined;
  readonly model?: string | undefined;
  readonly language?: string | undefined;
  readonly channels?: ChannelMode | undefined;
  /** An id, for the version of the time, or `id@version`. */
  readonly lexiconId?: string | undefined;
  /** A stored provider key: the job runs there. */
  readonly apiKeyId?: string | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  /** At once when absent. */
  readonly start?: Start | undefined;
  /** `KEPT_FOR_EVER` (-1): never deleted. */
  readonly resultTtlSeconds?: number | undefined;
  readonly failureTtlSeconds?: number | undefined;
}

export const SUBMISSION_DEFAULTS = {
  priority: 'default',
  retryCount: 3,
  retryDelaysSeconds: [60],
  retryBackoff: 'fixed',
  channels: 'mix',
} as const satisfies Partial<JobRequest>;

/**
 * The same for two requests that ask for the same work, whatever the defaults are at the time. A recording is told
 * by its content, or by its path: the name of an upload does not matter.
 */
export function fingerprintOf({ jobId: _, ...asked }: JobSubmission, audio: JobAudio): string {
  const identity = { ...asked, audio: audio.sha256 ?? audio.location };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex');
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
