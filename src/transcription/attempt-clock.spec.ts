import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startAttemptClock } from './attempt-clock.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs out after the time of an attempt, once', () => {
  const onTimeout = vi.fn();
  startAttemptClock(300, () => false, onTimeout);
  vi.advanceTimersByTime(299_000);
  expect(onTimeout).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(onTimeout).toHaveBeenCalledTimes(1);
});

it('stands while the attempt waits for others', () => {
  const onTimeout = vi.fn();
  let waiting = true;
  startAttemptClock(300, () => waiting, onTimeout);
  vi.advanceTimersByTime(3_600_000);
  waiting = false;
  vi.advanceTimersByTime(299_000);
  expect(onTimeout).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(onTimeout).toHaveBeenCalledTimes(1);
});

it('is over when the attempt is', () => {
  const onTimeout = vi.fn();
  startAttemptClock(1, () => false, onTimeout)();
  vi.advanceTimersByTime(5_000);
  expect(onTimeout).not.toHaveBeenCalled();
});
