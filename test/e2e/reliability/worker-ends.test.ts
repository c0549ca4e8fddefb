import { afterAll, beforeAll, describe, it } from 'vitest';
import { sendAll } from '../support/process-tree.js';
import { recognisersOf } from '../support/recognisers.js';
import { hasRecordings, LONG_SPEECH, RADIO_ADDRESS, SPEECH } from '../support/recordings.js';
import { secondsTaken } from '../support/steno-client.js';
import { pause } from '../support/steno-process.js';
import { type QueueStore, queueStores, type Recognised, StenoService } from '../support/steno-service.js';

/** A lease is 30 s; that and no more than this may a crash cost. */
const RECOVERY_MAX_SECONDS = 60;

/** Two recordings of seven minutes, beside the other tests: a guard against a hang. What a crash may cost is asserted. */
const LONG_RECORDINGS_TIMEOUT_MS = 300_000;

const KILLED_AT_PROGRESS = 0.8;
const REPEATED_MAX = 0.05;

/** A signal that comes sooner is taken for the echo of the one before. */
const NO_ECHO_MS = 600;
const EXITS_WITHIN_MS = 2000;

/** All at the same time, each on a queue of its own: most of it is spent waiting for leases to run out. */
describe.concurrent('a worker', () => {
  const services = new Map<QueueStore, StenoService>();

  beforeAll(async () => {
    for (const queue of queueStores) {
      services.set(queue, await StenoService.start({ queue, env: { WORKER_COUNT: '1' } }));
    }
  });

  afterAll(async () => {
    for (const service of services.values()) await service.stop();
  });

  const serviceOn = (queue: QueueStore): StenoService => {
    const service = services.get(queue);
    if (!service) throw new Error('it did not start');
    return service;
  };

  it.skipIf(!hasRecordings)(
    'that is killed loses less than a twentieth of a long recording and none of its words',
    async ({ expect }) => {
      const service = serviceOn(queueStores[0]);
      const { client, queueName } = service;
      // A worker with one recogniser runs one job of this queue: one for each recording, at the same time.
      const startWorker = () => service.startWorker(`${queueName}_low`);
      await Promise.all([startWorker(), startWorker()]);
      const submit = () => client.submit(LONG_SPEECH, { priority: 'low' });
      const [undisturbedId, id] = await Promise.all([submit(), submit()]);

      const running = await client.until(id, ({ progress }) => progress >= KILLED_AT_PROGRESS);
      const victim = service.workerOf(running);
      victim.kill('SIGKILL');
      await victim.exit();
      const before = await service.recognised(id);
      const undisturbed = await client.untilFinished(undisturbedId);
      const job = await client.untilFinished(id);
      const after = (await service.recognised(id)).slice(before.length);

      expect(service.workerOf(undisturbed)).not.toBe(victim);
      expect(service.workerOf(job)).not.toBe(victim);
      expect(job.attempt).toBe(1);
      expect(job.result?.segments).toEqual(undisturbed.result?.segments);
      expect(before.every(({ worker }) => worker === running.worker)).toBe(true);
      expect(after.every(({ worker }) => worker === job.worker)).toBe(true);
      expect(indicesOf([...before, ...after])).toEqual(indicesOf(await service.recognised(undisturbedId)));
      // What was written down is not recognised again. The one segment that was under way may have been, to its end.
      const underWay = Math.max(...after.map(({ seconds }) => seconds));
      expect(underWay).toBeLessThan(REPEATED_MAX * (job.audio.duration_seconds ?? NaN));
      expect(secondsTaken(job)).toBeLessThan(secondsTaken(undisturbed) + RECOVERY_MAX_SECONDS);
    },
    LONG_RECORDINGS_TIMEOUT_MS,
  );

  it.for(queueStores)(
    'is killed by a job no more often than that has attempts, with the queue in %s',
    async (queue, { expect, onTestFinished }) => {
      const service = serviceOn(queue);
      const { client, queueName } = service;
      const startWorker = () => service.startWorker(`${queueName}_high`);
      const victims = [await startWorker(), await startWorker()];
      const recognisers = (await Promise.all(victims.map(recognisersOf))).flat();
      // Frozen: whoever runs the job is seen to do so, however soon it would be done.
      sendAll(recognisers, 'SIGSTOP');
      onTestFinished(() => void sendAll(recognisers, 'SIGKILL'));
      const id = await client.submit(SPEECH, { priority: 'high', retry_count: '1' });
      for (const attempt of [1, 2]) {
        const job = await client.until(id, (now) => now.status === 'started' && now.attempt === attempt);
        const victim = service.workerOf(job);
        expect(victims.filter(({ hasExited }) => !hasExited)).toContain(victim);
        victim.kill('SIGKILL');
        await victim.exit();
      }
      const survivor = await startWorker();
      const job = await client.untilEnded(id);
      expect(job).toMatchObject({ status: 'failed', attempt: 2, error: { code: 'worker_lost' } });
      expect(await service.recognised(id)).toEqual([]);
      const next = await client.untilFinished(await client.submit(SPEECH, { priority: 'high' }));
      expect(service.workerOf(next)).toBe(survivor);
      expect(await client.job(id)).toEqual(job);
    },
  );

  it.skipIf(!hasRecordings).for(queueStores)(
    'that is told twice to stop hands back at once what it runs, and another one goes on, with the queue in %s',
    async (queue, { expect }) => {
      const service = serviceOn(queue);
      const { client, queueName } = service;
      const worker = await service.startWorker(queueName);
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

      const next = await service.startWorker(queueName);
      const job = await client.untilFinished(id);
      expect([job.attempt, service.workerOf(job)]).toEqual([1, next]);
      const after = indicesOf(await service.recognised(id));
      expect(after.length).toBeGreaterThan(before.length);
      expect(new Set(after).size).toBe(after.length);
    },
  );
});

const indicesOf = (segments: readonly Recognised[]): number[] =>
  segments.map(({ index }) => index).sort((a, b) => a - b);
