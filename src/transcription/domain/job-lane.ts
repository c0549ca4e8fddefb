import type { JobRequest } from './job.js';

/**
 * Who recognises the speech of jobs: the engine of the worker, or providers. The two wait in queues of their own and have
 * places of their own in a worker: what holds up the one must not hold up the other.
 */
export const JOB_LANES = ['local', 'provider'] as const;
export type JobLane = (typeof JOB_LANES)[number];

export function laneOf({ apiKeyId }: Pick<JobRequest, 'apiKeyId'>): JobLane {
  return apiKeyId === null ? 'local' : 'provider';
}
