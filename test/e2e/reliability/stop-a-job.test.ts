import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuSeconds, recognisersOf } from '../support/recognisers.js';
import { hasRecordings, LONG_SPEECH, SHORT_SPEECH } from '../support/recordings.js';
import { secondsBetween, StenoClient } from '../support/steno-client.js';
import { pause, type StenoProcess } from '../support/steno-process.js';
import { queueStores, StenoService } from '../support/steno-service.js';

/** After a cancel or a timeout the processor is free within this time. */
const FREE_AFTER_MS = 2000;

/** A recogniser that waits uses nothing; this much is for its messages and the garbage of what it did before. */
const IDLE_MAX_CPU_SECONDS = 0.05;

/** Where a recogniser had to be killed, another one loads the model. */
const POOL_WHOLE_WITHIN_MS = 5000;

const NEXT_STARTS_WITHIN_SECONDS = 1;

/** The long recording takes 2.7 s on a machine that does nothing else. */
const TIMEOUT_SECONDS = 1;

describe.each(queueStores)('a running job, with the queue in %s', (queue) => {
  let service: StenoService;
  let worker: StenoProcess;

  beforeAll(async () => {
    service = await StenoService.start({ queue });
    worker = await service.startWorker();
  });

  afterAll(() => service.stop());

  /** A long recording that keeps both recognisers busy. */
  const submitLong = async (fields: Readonly<Record<string, string>> = {}): Promise<string> => {
    const id = await service.client.submit(LONG_SPEECH, fields);
    await service.client.until(id, ({ progress }) => progress > 0);
    return id;
  };

  /** One that was killed over it uses nothing. */
  const expectIdle = async (recognisers: readonly number[]) => {
    const before = await cpuSeconds(recognisers);
    await pause(1000);
    expect((await cpuSeconds(recognisers)) - before).toBeLessThan(IDLE_MAX_CPU_SECONDS);
  };

  const expectReadyForTheNext = async () => {
    const probes = new StenoClient(worker.url);
    await expect
      .poll(async () => (await probes.request('/health/ready')).json, { timeout: POOL_WHOLE_WITHIN_MS })
      .toMatchObject({ info: { engine: { size: 2, alive: 2, busy: 0, waiting: 0 } } });
    const next = await service.client.untilFinished(await service.client.submit(SHORT_SPEECH));
    expect(secondsBetween(next.created_at, next.started_at)).toBeLessThan(NEXT_STARTS_WITHIN_SECONDS);
  };

  it.skipIf(!hasRecordings)('that is canceled leaves the processor to the next one', async () => {
    const id = await submitLong();
    const recognisers = await recognisersOf(worker);
    const used = await cpuSeconds(recognisers);
    await pause(500);
    expect((await cpuSeconds(recognisers)) - used).toBeGreaterThan(IDLE_MAX_CPU_SECONDS);

    expect((await service.client.post(`/v1/jobs/${id}/cancel`)).json).toEqual({ success: true });
    await pause(FREE_AFTER_MS);
    await expectIdle(recognisers);
    expect(await service.client.job(id)).toMatchObject({ status: 'canceled', error: null });
    await expectReadyForTheNext();
  });

  it.skipIf(!hasRecordings)('that takes longer than its timeout does so, too', async () => {
    // Whether it comes to a segment before its time is up is not the point, and left to the machine.
    const limits = { timeout: String(TIMEOUT_SECONDS), retry_count: '0' };
    const id = await service.client.submit(LONG_SPEECH, limits);
    const recognisers = await recognisersOf(worker);
    const job = await service.client.untilEnded(id);
    await pause(FREE_AFTER_MS);
    await expectIdle(recognisers);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
    expect(secondsBetween(job.started_at, job.ended_at)).toBeLessThan(TIMEOUT_SECONDS + FREE_AFTER_MS / 1000);
    await expectReadyForTheNext();
  });

  it.skipIf(!hasRecordings)('that ends gives its place to one that waits for it', async () => {
    const low = { priority: 'low' };
    const running = await Promise.all([submitLong(low), submitLong(low)]);
    const waiting = await service.client.submit(SHORT_SPEECH, low);
    const [first] = running;
    expect((await service.client.job(waiting)).status).toBe('queued');
    await service.client.post(`/v1/jobs/${first}/cancel`);
    const next = await service.client.untilFinished(waiting);
    const { ended_at } = await service.client.untilEnded(first);
    expect(secondsBetween(ended_at, next.started_at)).toBeLessThan(NEXT_STARTS_WITHIN_SECONDS);
    await Promise.all(running.map((id) => service.client.post(`/v1/jobs/${id}/cancel`)));
    await Promise.all(running.map((id) => service.client.untilEnded(id)));
  });
});
