import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startAttemptClock } from './attempt-clock.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs out after the time of an attempt, once', () => {
  const onTimeout = vi.fn();
  startAttemptClock(300, () => 1, onTimeout);
  vi.advanceTimersByTime(299_000);
  expect(onTimeout).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(onTimeout).toHaveBeenCalledTimes(1);
});

it('stands while others have everything, and runs slowly while they have most of it', () => {
  const onTimeout = vi.fn();
  let pace = 0;
  startAttemptClock(300, () => pace, onTimeout);
  vi.advanceTimersByTime(3_600_000);
  pace = 0.25;
  vi.advanceTimersByTime(800_000);
  pace = 1;
  vi.advanceTimersByTime(99_000);
  expect(onTimeout).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(onTimeout).toHaveBeenCalledTimes(1);
});

it('is over when the attempt is', () => {
  const onTimeout = vi.fn();
  startAttemptClock(1, () => 1, onTimeout)();
  vi.advanceTimersByTime(5_000);
  expect(onTimeout).not.toHaveBeenCalled();
});
