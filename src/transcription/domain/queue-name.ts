import { JOB_PRIORITIES, type JobPriority } from './job.js';

/** The queue of a priority: `transcription_jobs_high`, `transcription_jobs`, `transcription_jobs_low`. */
export function queueName(base: string, priority: JobPriority): string {
  return priority === 'default' ? base : `${base}_${priority}`;
}

/** The queues of some priorities, of all by default, from most to least urgent. */
export function queueNames(base: string, priorities: readonly JobPriority[] = JOB_PRIORITIES): string[] {
  return priorities.map((priority) => queueName(base, priority));
}

/** The priority of a queue; undefined when there is no such queue. */
export function priorityOfQueue(base: string, name: string): JobPriority | undefined {
  return JOB_PRIORITIES.find((priority) => queueName(base, priority) === name);
}
