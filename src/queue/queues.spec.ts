import { describe, expect, it } from 'vitest';
import { JOB_LANES } from '../transcription/domain/job-lane.js';
import { JOB_PRIORITIES } from '../transcription/domain/job.js';
import { UnknownQueueError } from './queue.errors.js';
import { consumedPriorities, QUEUE_POLICIES, routeName, ROUTES } from './queues.js';

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
      for (const lane of JOB_LANES) {
        const places = QUEUE_POLICIES[lane][priority].concurrency({ recognisers: 1, providerRequests: 1 });
        expect(places).toBeGreaterThanOrEqual(1);
      }
    }
  });

  it('have names of their own in the store, and those of local jobs the names that users see', () => {
    const names = ROUTES.map((route) => routeName('jobs', route));
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 3)).toEqual(['jobs_high', 'jobs', 'jobs_low']);
  });
});
