import { describe, expect, it } from 'vitest';
import { JOB_PRIORITIES } from './job.js';
import { priorityOfQueue, queueName, queueNames } from './queue-name.js';

describe('the names of the queues', () => {
  it('are made of the priority, that of `default` of the base name alone', () => {
    expect(queueNames('jobs')).toEqual(['jobs_high', 'jobs', 'jobs_low']);
    expect(queueNames('jobs', ['low'])).toEqual(['jobs_low']);
  });

  it.each(JOB_PRIORITIES)('give the priority %s back', (priority) => {
    expect(priorityOfQueue('jobs', queueName('jobs', priority))).toBe(priority);
    expect(priorityOfQueue('jobs_low', queueName('jobs_low', priority))).toBe(priority);
  });

  it('are no others', () => {
    expect(priorityOfQueue('jobs', 'jobs_default')).toBeUndefined();
  });
});
