import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasRecordings,
  LONG_SPEECH,
  RADIO_ADDRESS,
  recordingPath,
  recordings,
} from '../support/recordings.js';
import { pause, type StenoProcess } from '../support/steno-process.js';
import { queueStores, StenoService } from '../support/steno-service.js';

const ROUNDS = 3;
const WORKERS = 2;
const JOBS = 60;
const JOBS_PER_RESTART = JOBS / ROUNDS / WORKERS;

/** A long one, which is handed on from worker to worker, and short ones. */
const load = [
  LONG_SPEECH,
  ...recordings
    .filter(({ primary, seconds }) => primary && (seconds ?? 0) < 12)
    .slice(1, JOBS)
    .map(({ file }) => recordingPath(file)),
];

/** A signal that comes sooner is taken for the echo of the one before. */
const NO_ECHO_MS = 600;
const EXITS_WITHIN_MS = 2000;

describe.skipIf(!hasRecordings)('two workers under load', () => {
  let service: StenoService;

  beforeAll(async () => {
    // Long enough for the short ones to end, too short for the long one.
    const env = { WORKER_COUNT: '1', SHUTDOWN_TIMEOUT: '1' };
    service = await StenoService.start({ queue: queueStores[0] ?? 'postgres', workers: WORKERS, env });
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
  async function untilAtWork({ events }: StenoProcess): Promise<void> {
    const count = (wanted: string) => events.filter(({ message }) => message === wanted).length;
    while (count('job started') === count('job finished')) await pause(10);
  }
});

describe.each(queueStores)('a worker that is told twice to stop, with the queue in %s', (queue) => {
  let service: StenoService;

  beforeAll(async () => {
    service = await StenoService.start({ queue });
  });

  afterAll(() => service.stop());

  it.skipIf(!hasRecordings)(
    'hands back at once what it runs, and another one goes on from there',
    async () => {
      const { client } = service;
      const worker = await service.startWorker();
      const id = await client.submit(RADIO_ADDRESS);
      await client.until(id, ({ progress }) => progress > 0.2);
      worker.kill('SIGTERM');
      await pause(NO_ECHO_MS);
      expect(worker.hasExited).toBe(false);
      worker.kill('SIGINT');
      const askedAt = performance.now();
      expect(await worker.exit()).toBe(0);
      expect(performance.now() - askedAt).toBeLessThan(EXITS_WITHIN_MS);

      const handedBack = await client.job(id);
      expect(handedBack).toMatchObject({ status: 'queued', attempt: 0 });
      expect(handedBack.progress).toBeGreaterThan(0.2);
      const before = await service.recognised(id);

      const next = await service.startWorker();
      const job = await client.untilFinished(id);
      expect([job.attempt, service.workerOf(job)]).toEqual([1, next]);
      const indices = (await service.recognised(id)).map(({ index }) => index);
      expect(indices.length).toBeGreaterThan(before.length);
      expect(new Set(indices).size).toBe(indices.length);
    },
  );
});
