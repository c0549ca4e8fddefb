import { afterAll, beforeAll, describe, it } from 'vitest';
import { hasRecordings, LONG_SPEECH, SPEECH } from '../support/recordings.js';
import { type JobView, secondsBetween } from '../support/steno-client.js';
import { type QueueStore, queueStores, type Recognised, StenoService } from '../support/steno-service.js';

/** A lease is 30 s; that and no more than this may a crash cost. */
const RECOVERY_MAX_SECONDS = 60;

const KILLED_AT_PROGRESS = 0.8;
const REPEATED_MAX = 0.05;

/** All at the same time: most of it is spent waiting for leases to run out. */
describe.concurrent('a worker that is killed', () => {
  const services = new Map<QueueStore, StenoService>();

  beforeAll(async () => {
    for (const queue of queueStores) {
      services.set(queue, await StenoService.start({ queue, env: { WORKER_COUNT: '1' } }));
    }
  });

  afterAll(async () => {
    for (const service of services.values()) await service.stop();
  });

  const serviceOn = (queue: QueueStore | undefined): StenoService => {
    const service = queue && services.get(queue);
    if (!service) throw new Error('it did not start');
    return service;
  };

  it.skipIf(!hasRecordings)(
    'loses less than a twentieth of a long recording and none of its words',
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
  );

  it.for(queueStores)(
    'is killed by one job no more often than that has attempts, with the queue in %s',
    async (queue, { expect }) => {
      const service = serviceOn(queue);
      const { client, queueName } = service;
      const startWorker = () => service.startWorker(`${queueName}_high`);
      const id = await client.submit(SPEECH, { priority: 'high', retry_count: '1' });
      for (const attempt of [1, 2]) {
        const victim = await startWorker();
        const job = await client.until(id, (now) => now.status === 'started' && now.attempt === attempt);
        expect(service.workerOf(job)).toBe(victim);
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
});

const indicesOf = (segments: readonly Recognised[]): number[] =>
  segments.map(({ index }) => index).sort((a, b) => a - b);

const secondsTaken = ({ created_at, ended_at }: JobView): number => secondsBetween(created_at, ended_at);
