import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRecordings, LONG_SPEECH, recordingPath, recordings } from '../support/recordings.js';
import type { StenoProcess } from '../support/steno-process.js';
import { queueStores, StenoService } from '../support/steno-service.js';

const ROUNDS = 3;
const WORKERS = 2;
const JOBS = 60;
const JOBS_PER_RESTART = JOBS / ROUNDS / WORKERS;

/** A long one, which is handed on from worker to worker, and short ones. */
const load = [
  LONG_SPEECH,
  ...recordings
    .filter(({ primary, seconds }) => primary && (seconds ?? 0) < 8)
    .slice(1, JOBS)
    .map(({ file }) => recordingPath(file)),
];

describe.skipIf(!hasRecordings)('two workers under load', () => {
  let service: StenoService;

  beforeAll(async () => {
    // Long enough for the short ones to end, too short for the long one.
    const env = { WORKER_COUNT: '1', SHUTDOWN_TIMEOUT: '1' };
    service = await StenoService.start({ queue: queueStores[0], workers: WORKERS, env });
  });

  afterAll(() => service.stop());

  it('can be restarted in turn, three times, and every job is finished at its first attempt', async () => {
    const { client } = service;
    const ids: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const worker of service.workers.filter(({ hasExited }) => !hasExited)) {
        for (const path of load.slice(ids.length, ids.length + JOBS_PER_RESTART)) {
          ids.push(await client.submit(path));
        }
        await untilAtWork(worker);
        worker.kill('SIGTERM');
        expect(await worker.exit()).toBe(0);
        await service.startWorker();
      }
    }
    const jobs = await Promise.all(ids.map((id) => client.untilFinished(id)));
    expect(jobs.map(({ attempt }) => attempt)).toEqual(ids.map(() => 1));
    expect(ids).toHaveLength(JOBS);
    expect(service.workers).toHaveLength(WORKERS * (1 + ROUNDS));
    const longOnes = (await service.recognised(ids[0] ?? '')).map(({ index }) => index);
    expect(new Set(longOnes).size).toBe(longOnes.length);
    const said = service.workers.flatMap(({ events }) => events.map(({ message }) => message));
    expect(said.filter((message) => message === 'job finished')).toHaveLength(JOBS);
    expect(said).toContain('job handed back to the queue');
  });

  /** Resolves when it has begun a job and has not ended it. */
  async function untilAtWork(worker: StenoProcess): Promise<void> {
    const count = (wanted: string) => worker.events.filter(({ message }) => message === wanted).length;
    while (count('job started') === count('job finished')) await worker.untilEvent('job started');
  }
});
