import { describe, expect, it } from 'vitest';
import { queuedEtaSeconds, runningEtaSeconds } from './eta.js';

describe('runningEtaSeconds', () => {
  const startedAt = new Date(0);

  it('goes by the speed of this attempt, not of those before it', () => {
    expect(runningEtaSeconds({ startedAt, progress: 0.75, progressAtStart: 0.5 }, 10_000)).toBe(10);
  });

  it('is not known before something is done, nor before the start', () => {
    expect(runningEtaSeconds({ startedAt, progress: 0.5, progressAtStart: 0.5 }, 10_000)).toBeNull();
    expect(runningEtaSeconds({ startedAt: null, progress: 0, progressAtStart: 0 }, 10_000)).toBeNull();
  });
});

describe('queuedEtaSeconds', () => {
  const outlook = { ahead: 6, running: 2, meanAttemptSeconds: 5, served: true };

  it('is the time of the jobs ahead, as many at once as run now, and its own', () => {
    expect(queuedEtaSeconds(outlook)).toBe(20);
    expect(queuedEtaSeconds({ ...outlook, ahead: 0, running: 0 })).toBe(5);
  });

  it('is not known where nobody works, nothing finished yet, or too many wait', () => {
    expect(queuedEtaSeconds({ ...outlook, served: false })).toBeNull();
    expect(queuedEtaSeconds({ ...outlook, meanAttemptSeconds: null })).toBeNull();
    expect(queuedEtaSeconds({ ...outlook, ahead: null })).toBeNull();
  });
});
