import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import type { JobError } from '../../transcription/domain/job-error.js';
import { JobWatchdog } from './job-watchdog.js';

const LIMITS = { hangTimeoutMs: 500, maxMemoryBytes: 2 ** 40 };

const onLinux = process.platform === 'linux';

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['works on it without an end', 'for (;;);', onLinux ? 'unsupported_media' : 'engine_crashed'],
  ['only does not answer', 'setInterval(() => {}, 1e9)', 'engine_crashed'],
])('stops a job that gives no sign of life, and says so when it %s', async (_how, program, code) => {
  const child = spawn(process.execPath, ['-e', `console.log(); ${program}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const { promise, stop } = stopped();
  const watchdog = new JobWatchdog(child.pid ?? 0, LIMITS, stop);
  await expect(promise).resolves.toMatchObject({ code });
  watchdog.close();
});

it('lets a job wait that is not to blame', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { promise, stop } = stopped();
  const watchdog = new JobWatchdog(process.pid, LIMITS, stop);
  watchdog.expectNothing();
  vi.advanceTimersByTime(10_000);
  watchdog.expectProgress();
  vi.advanceTimersByTime(LIMITS.hangTimeoutMs);
  await expect(promise).resolves.toMatchObject({ message: expect.stringContaining('0.5 s') });
  watchdog.close();
});

it('blames nobody for the time in which its own process stood still', async () => {
  const { promise, stop } = stopped();
  const watchdog = new JobWatchdog(process.pid, LIMITS, stop);
  const wakeAt = performance.now() + 2 * LIMITS.hangTimeoutMs;
  while (performance.now() < wakeAt);
  const firstTurns = new Promise((resolve) => setTimeout(resolve, 50, 'nothing'));
  await expect(Promise.race([promise, firstTurns])).resolves.toBe('nothing');
  watchdog.close();
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

it.runIf(onLinux)('sees for itself that a process is too large', async () => {
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
