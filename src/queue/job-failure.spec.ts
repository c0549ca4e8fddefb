import { describe, expect, it } from 'vitest';
import { AttemptAborted } from '../transcription/domain/attempt.js';
import { attemptSignal, SHUTDOWN } from './job-failure.js';

describe('the signal of an attempt', () => {
  it('is aborted by a shutdown, in the words of an attempt', () => {
    const queue = new AbortController();
    const signal = attemptSignal(queue.signal);
    queue.abort(SHUTDOWN);
    expect(signal.reason).toEqual(new AttemptAborted('shutdown'));
  });

  it('is not when the queue loses its own hold on the entry', () => {
    const queue = new AbortController();
    const signal = attemptSignal(queue.signal);
    queue.abort(new Error('lock lost'));
    expect(signal.aborted).toBe(false);
  });
});
