import { describe, expect, it } from 'vitest';
import { JobError } from './job-error.js';
import { failureOutcome, retriesLeft, retryDelaySeconds } from './retry-policy.js';

const job = {
  attempt: 1,
  retryCount: 3,
  retryDelaysSeconds: [60],
  retryBackoff: 'fixed',
} as const;

describe('retries', () => {
  it('are counted from the first attempt on', () => {
    expect([0, 1, 2, 3, 4, 5].map((attempt) => retriesLeft({ attempt, retryCount: 3 }))).toEqual([
      3, 3, 2, 1, 0, 0,
    ]);
  });

  it('wait as the list says, and as its last entry from then on', () => {
    const delays = [1, 2, 3, 4].map((attempt) =>
      retryDelaySeconds({ ...job, attempt, retryDelaysSeconds: [5, 30] }),
    );
    expect(delays).toEqual([5, 30, 30, 30]);
  });

  it('double the first delay when exponential, up to a day', () => {
    const delay = (attempt: number) =>
      retryDelaySeconds({ ...job, attempt, retryDelaysSeconds: [10, 99], retryBackoff: 'exponential' });
    expect([1, 2, 3, 4].map(delay)).toEqual([10, 20, 40, 80]);
    expect(delay(100)).toBe(86_400);
  });
});

describe('a failed attempt', () => {
  it('is followed by another one where that may help', () => {
    const outcome = failureOutcome(new JobError('engine_crashed', 'gone'), job);
    expect(outcome).toMatchObject({ kind: 'retry', delaySeconds: 60, failure: { code: 'engine_crashed' } });
  });

  it('is the last one when no retry is left, or when the recording is at fault', () => {
    expect(failureOutcome(new JobError('timeout', 'slow'), { ...job, attempt: 4 }).kind).toBe('failed');
    expect(failureOutcome(new JobError('unsupported_media', 'no audio'), job).kind).toBe('failed');
  });

  it('goes back to the queue when its worker has no engine, also the last one', () => {
    const outcome = failureOutcome(new JobError('engine_unavailable', 'none'), { ...job, attempt: 4 });
    expect(outcome).toEqual({ kind: 'interrupted', reason: 'none' });
  });

  it('waits for as long as a provider asks, up to an hour, but no less than the job says', () => {
    const delay = (retryAfterSeconds: number) =>
      failureOutcome(new JobError('provider_unavailable', 'busy', { retryAfterSeconds }), job);
    expect(delay(90)).toMatchObject({ kind: 'retry', delaySeconds: 90 });
    expect(delay(5)).toMatchObject({ delaySeconds: 60 });
    expect(delay(86_400)).toMatchObject({ delaySeconds: 3600 });
  });

  it('does not count when it got further before its provider was away', () => {
    const away = new JobError('provider_unavailable', 'busy');
    const last = { ...job, attempt: 4 };
    expect(failureOutcome(away, last, 0).kind).toBe('failed');
    expect(failureOutcome(away, last, 2)).toMatchObject({ kind: 'retry', counts: false });
    expect(failureOutcome(away, { ...job, attempt: 1, retryCount: 0 }, 2).kind).toBe('failed');
    expect(failureOutcome(new JobError('engine_crashed', 'gone'), job, 2)).toMatchObject({ counts: true });
    expect(failureOutcome(new JobError('provider_rejected', 'no'), job, 2).kind).toBe('failed');
  });

  it('tells its causes, in text that the database takes', () => {
    const cause = new Error('bad byte \u0000');
    const outcome = failureOutcome(JobError.from(cause), { ...job, attempt: 4 });
    expect(outcome).toMatchObject({ failure: { code: 'internal', message: 'bad byte ' } });
    const trace = 'failure' in outcome ? outcome.failure.trace : '';
    expect(trace).toContain('caused by Error: bad byte');
    expect(trace).not.toContain('\u0000');
  });
});
