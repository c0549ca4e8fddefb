import { randomUUID } from 'node:crypto';
import type { NewJob } from '../../src/transcription/domain/job.js';

/** A job as the API hands it to the repository: an upload with one retry. */
export function newJob(changes: Partial<NewJob> = {}): NewJob {
  return {
    id: randomUUID(),
    fingerprint: 'f'.repeat(64),
    priority: 'default',
    timeoutSeconds: 300,
    retryCount: 1,
    retryDelaysSeconds: [60],
    retryBackoff: 'fixed',
    model: 'm',
    language: 'en',
    channels: 'mix',
    lexicon: null,
    apiKeyId: null,
    meta: { customer: 'acme' },
    dependsOn: [],
    resultTtlSeconds: null,
    failureTtlSeconds: null,
    start: { delaySeconds: 0 },
    audio: {
      source: 'upload',
      name: 'a',
      location: 'k',
      bytes: 1,
      sha256: 'a'.repeat(64),
      durationSeconds: null,
    },
    ...changes,
  };
}
