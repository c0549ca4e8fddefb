import { describe, expect, it } from 'vitest';
import { JOB_PRIORITIES } from '../transcription/domain/job.js';
import { UnknownQueueError } from './queue.errors.js';
import { consumedPriorities, QUEUE_POLICIES } from './queues.js';

describe('the queues', () => {
  it('are all consumed by a worker that names none, and only the named ones otherwise', () => {
    expect(consumedPriorities('jobs', [])).toEqual(['high', 'default', 'low']);
    expect(consumedPriorities('jobs', ['jobs', 'jobs_high', 'jobs'])).toEqual(['high', 'default']);
  });

  it('stop a worker that names one that does not exist, and tell the valid names', () => {
    const start = () => consumedPriorities('jobs', ['jobs', 'job_high']);
    expect(start).toThrow(UnknownQueueError);
    expect(start).toThrow('no queue "job_high". The queues are "jobs_high", "jobs", "jobs_low".');
  });

  it('let every priority run on a worker with a single recogniser', () => {
    for (const priority of JOB_PRIORITIES) {
      expect(QUEUE_POLICIES[priority].concurrency(1)).toBeGreaterThanOrEqual(1);
    }
  });
});
