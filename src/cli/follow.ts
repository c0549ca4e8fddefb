import { setTimeout as pause } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { RefusedError } from './cli-errors.js';
import { note } from './output.js';
import { hasEnded, type JobView, type StenoApi } from './steno-api.js';
import { patiently } from './patience.js';

/** Between two looks at jobs that have not ended, so many of them at most. */
const INTERVAL_MS = 500;
const LOOKED_AT = 50;

/**
 * Calls `onEnd` for each job as soon as it has ended, with a bar on a terminal meanwhile: without the job when there is none
 * any more, which ends no other. Resolves after the last one.
 */
export async function follow(
  api: StenoApi,
  ids: readonly string[],
  onEnd: (id: string, job: JobView | null) => Promise<void>,
): Promise<void> {
  const progress = new Map(ids.map((id) => [id, 0]));
  const running = new Set(ids);
  const bar = new JobsBar(ids.length);
  try {
    while (running.size > 0) {
      for (const id of [...running].slice(0, LOOKED_AT)) {
        // To the end of the line: those that come after it have their turn.
        running.delete(id);
        running.add(id);
        const job = await findJob(api, id);
        const ended = job === null || hasEnded(job);
        progress.set(id, ended ? 1 : job.progress);
        if (!ended) continue;
        running.delete(id);
        bar.hide();
        await onEnd(id, job);
      }
      bar.show(sum(progress.values()), ids.length - running.size);
      if (running.size > 0) await pause(INTERVAL_MS);
    }
  } finally {
    bar.hide();
  }
}

/** Null when there is no such job: deleted, or kept no longer. */
export async function findJob(api: StenoApi, id: string): Promise<JobView | null> {
  try {
    return await patiently(() => api.get<JobView>(`/v1/jobs/${encodeURIComponent(id)}`));
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

export function isGone(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.code === 'job_not_found';
}

/** Of all jobs together. Nothing where no person looks on. */
class JobsBar {
  private readonly bar = new SingleBar({
    stream: process.stderr,
    format: 'transcribing [{bar}] {percentage}%  {ended} of {jobs}',
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });

  constructor(private readonly jobs: number) {}

  show(progress: number, ended: number): void {
    if (!process.stderr.isTTY) return;
    const payload = { ended, jobs: this.jobs };
    if (this.bar.isActive) this.bar.update(progress, payload);
    else this.bar.start(this.jobs, progress, payload);
  }

  hide(): void {
    this.bar.stop();
  }
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

/** What is said of a job that is not there. `name`: what the user knows it by. */
export function noteGone(name: string): void {
  note(`${name}: the job is not there any more`);
}

/** What is said of a job that did not finish. */
export function noteUnfinished({ job_id, audio, status, error }: JobView): void {
  note(`${audio.name}: ${status}${error ? `, ${error.code}: ${error.message}` : ''} (job ${job_id})`);
}
