import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeStoreError, StoreErrorLog } from './store-error-log.js';

describe('the log of store errors', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('says the first at once, then one line per ten seconds with the number of those left out', () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const log = new StoreErrorLog();
    for (let second = 0; second <= 10; second += 1) {
      log.record('jobs', new Error('gone'));
      vi.advanceTimersByTime(1_000);
    }
    const event = 'the store of the queue is in trouble';
    expect(warn.mock.calls).toEqual([
      [event, { queue: 'jobs', error: 'gone', suppressed: 0 }],
      [event, { queue: 'jobs', error: 'gone', suppressed: 9 }],
    ]);
  });

  it('names the code of an error that has no message', () => {
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(describeStoreError(refused)).toBe('ECONNREFUSED');
    expect(describeStoreError('odd')).toBe('odd');
  });
});
