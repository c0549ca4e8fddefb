import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recognisersOf } from '../support/recognisers.js';
import { SHORT_SPEECH } from '../support/recordings.js';
import { type JobView, StenoClient } from '../support/steno-client.js';
import type { StenoProcess } from '../support/steno-process.js';
import { queueStores, StenoService } from '../support/steno-service.js';

const JOBS = 10;

/** From the third start in vain on a recogniser is given up, for as long as no other start succeeds. */
const GIVEN_UP_WITHIN_MS = 30_000;

/** Starts are tried at least every 10 s. */
const WELL_WITHIN_MS = 60_000;

describe.each(queueStores)('a worker that lacks what it needs, with the queue in %s', (queue) => {
  let service: StenoService;
  let worker: StenoProcess;

  beforeAll(async () => {
    service = await StenoService.start({ queue });
    worker = await service.startWorker();
  });

  afterAll(() => service.stop());

  const submitAll = (): Promise<string[]> =>
    Promise.all(
      Array.from({ length: JOBS }, () => service.client.submit(SHORT_SPEECH, { retry_count: '0' })),
    );

  const jobs = (ids: readonly string[]): Promise<JobView[]> =>
    Promise.all(ids.map((id) => service.client.job(id)));

  const expectNoJobTaken = (state: 'resting' | 'consuming', lack: RegExp) =>
    expect
      .poll(async () => (await new StenoClient(worker.url).request('/health/ready')).json, {
        timeout: GIVEN_UP_WITHIN_MS,
      })
      .toMatchObject({
        error: { consumers: { state, problems: [expect.stringMatching(lack)] } },
      });

  it('fails no job while the store of recordings is gone, and does them all when it is back', async () => {
    const audio = join(service.dataDir, 'audio');
    const held = await service.client.post('/v1/queues/' + service.queueName + '/pause');
    expect(held.status).toBe(200);
    const ids = await submitAll();
    await rename(audio, `${audio}-away`);
    await service.client.post('/v1/queues/' + service.queueName + '/resume');
    await expectNoJobTaken('resting', /no local and provider jobs.* store of recordings is not there/);
    await expect
      .poll(() => jobs(ids))
      .toMatchObject(ids.map(() => ({ status: 'queued', attempt: 0, error: null })));

    await rename(`${audio}-away`, audio);
    await expect
      .poll(() => jobs(ids), { timeout: WELL_WITHIN_MS, interval: 500 })
      .toMatchObject(ids.map(() => ({ status: 'finished', attempt: 1 })));
  });

  it('fails no job while its model is gone, and does them all when it is back', async () => {
    const models = join(service.dataDir, 'models');
    await rename(models, `${models}-away`);
    for (const pid of await recognisersOf(worker)) process.kill(pid, 'SIGKILL');
    const ids = await submitAll();
    await expectNoJobTaken('consuming', /no local jobs.* no recogniser can be started/);
    const untouched = { status: 'queued', attempt: 0, error: null };
    await expect.poll(() => jobs(ids)).toMatchObject(ids.map(() => untouched));

    await rename(`${models}-away`, models);
    await expect
      .poll(() => jobs(ids), { timeout: WELL_WITHIN_MS, interval: 500 })
      .toMatchObject(ids.map(() => ({ status: 'finished', attempt: 1 })));
  });
});
