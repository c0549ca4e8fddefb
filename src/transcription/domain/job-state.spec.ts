import { describe, expect, it } from 'vitest';
import {
  ENDED_STATUSES,
  hasEnded,
  InvalidTransitionError,
  JOB_STATUSES,
  type JobEvent,
  sourcesOf,
  transition,
} from './job-state.js';

describe('the states of a job', () => {
  it('lead from acceptance to each end', () => {
    expect(transition('queued', 'claim')).toBe('started');
    expect(transition('started', 'finish')).toBe('finished');
    expect(transition('started', 'fail')).toBe('failed');
    expect(transition('started', 'retry')).toBe('scheduled');
    expect(transition('scheduled', 'release')).toBe('queued');
    expect(transition('started', 'hand_back')).toBe('queued');
    expect(transition('started', 'cancel')).toBe('canceled');
  });

  it('do not change once a job is finished', () => {
    const events: JobEvent[] = [
      'release',
      'claim',
      'finish',
      'fail',
      'retry',
      'hand_back',
      'cancel',
      'requeue',
    ];
    for (const event of events) expect(() => transition('finished', event)).toThrow(InvalidTransitionError);
  });

  it('let an ended job do nothing but be asked for again', () => {
    for (const status of ENDED_STATUSES) {
      expect(hasEnded(status)).toBe(true);
      expect(() => transition(status, 'cancel')).toThrow(/cannot cancel/);
      expect(() => transition(status, 'claim')).toThrow(InvalidTransitionError);
    }
  });

  it('tell for each event where it may happen', () => {
    expect(sourcesOf('claim')).toEqual(['queued']);
    expect(sourcesOf('cancel')).toEqual(['deferred', 'scheduled', 'queued', 'started']);
    expect(sourcesOf('requeue')).toEqual(['failed', 'canceled']);
    expect(JOB_STATUSES.filter((status) => !hasEnded(status))).toEqual(sourcesOf('cancel'));
  });
});
