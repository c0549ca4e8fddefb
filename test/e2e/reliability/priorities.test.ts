import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRecordings, RADIO_ADDRESS, recordingPath, recordings } from '../support/recordings.js';
import { secondsTaken } from '../support/steno-client.js';
import { queueStores, StenoService } from '../support/steno-service.js';

const LOW_JOBS = 20;
const URGENT_SECONDS = 5;

/** What an urgent job may wait for: the segments that are being recognised. */
const WAITS_MAX_SECONDS = 3;

/** Two that keep both recognisers busy for some seconds, then others of half a minute. */
const halfMinutes = recordings.filter(
  ({ set, seconds }) => set !== 'nospeech' && (seconds ?? 0) > 25 && (seconds ?? 0) < 35,
);
const low = Array.from({ length: LOW_JOBS }, (_, index) =>
  index < 2 ? RADIO_ADDRESS : recordingPath(halfMinutes[index % halfMinutes.length]?.file ?? ''),
);
const urgent = recordings.find(
  ({ primary, seconds }) => primary && Math.round(seconds ?? 0) === URGENT_SECONDS,
);

describe.skipIf(!hasRecordings)('two recognisers with twenty long jobs of low priority', () => {
  let service: StenoService;

  beforeAll(async () => {
    service = await StenoService.start({ queue: queueStores[0], workers: 1 });
  });

  afterAll(() => service.stop());

  it('run an urgent one within three seconds, and then all the others', async () => {
    const { client } = service;
    const submitUrgent = () => client.submit(recordingPath(urgent?.file ?? ''), { priority: 'high' });
    const alone = await client.untilFinished(await submitUrgent());

    const ids: string[] = [];
    for (const path of low) ids.push(await client.submit(path, { priority: 'low' }));
    await Promise.all(ids.slice(0, 2).map((id) => client.until(id, ({ progress }) => progress > 0)));
    const job = await client.untilFinished(await submitUrgent());
    expect(secondsTaken(job)).toBeLessThan(secondsTaken(alone) + WAITS_MAX_SECONDS);
    expect(job.result?.text).toBe(alone.result?.text);

    const { json } = await client.request(`/v1/queues/${service.queueName}_low`);
    expect(json).toMatchObject({ finished_count: 0, started_count: 2, queued_count: LOW_JOBS - 2 });
    await Promise.all(ids.map((id) => client.untilFinished(id)));
  });
});
