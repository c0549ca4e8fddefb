import { expect, it, vi } from 'vitest';
import type { JobError } from '../../transcription/domain/job-error.js';
import { JobWatchdog } from './job-watchdog.js';

const LIMITS = { hangTimeoutMs: 20, maxMemoryBytes: 2 ** 40 };

it('stops a job that gives no sign of life', async () => {
  const { promise, stop } = stopped();
  const watchdog = new JobWatchdog(process.pid, LIMITS, stop);
  await expect(promise).resolves.toMatchObject({
    code: 'unsupported_media',
    message: expect.stringContaining('hangs'),
  });
  watchdog.close();
});

it('lets a job wait that is not to blame', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const stop = vi.fn<(reason: JobError) => void>();
  const watchdog = new JobWatchdog(process.pid, LIMITS, stop);
  watchdog.expectNothing();
  vi.advanceTimersByTime(1_000);
  expect(stop).not.toHaveBeenCalled();
  watchdog.expectProgress();
  vi.advanceTimersByTime(1_000);
  expect(stop).toHaveBeenCalledOnce();
  watchdog.close();
  vi.useRealTimers();
});

it('stops a job whose process says that it is too large', async () => {
  const { promise, stop } = stopped();
  const watchdog = new JobWatchdog(process.pid, { ...LIMITS, maxMemoryBytes: 1_000 }, stop);
  watchdog.residentSet(1_001);
  await expect(promise).resolves.toMatchObject({
    code: 'unsupported_media',
    message: expect.stringContaining('memory'),
  });
  watchdog.close();
});

it.runIf(process.platform === 'linux')('sees for itself that a process is too large', async () => {
  const { promise, stop } = stopped();
  const watchdog = new JobWatchdog(process.pid, { hangTimeoutMs: 60_000, maxMemoryBytes: 1_000 }, stop);
  await expect(promise).resolves.toMatchObject({ message: expect.stringContaining('memory') });
  watchdog.close();
});

function stopped(): { promise: Promise<JobError>; stop: (reason: JobError) => void } {
  let stop: (reason: JobError) => void = () => undefined;
  const promise = new Promise<JobError>((resolve) => (stop = resolve));
  return { promise, stop: (reason) => stop(reason) };
}
