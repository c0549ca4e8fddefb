import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { redisUrlForTests } from '../support/redis.js';
import { stillRunning } from './support/process-tree.js';
import { hasRecordings, recordingPath, recordings } from './support/recordings.js';
import { StenoClient } from './support/steno-client.js';
import { createDataDir, removeDataDir, StenoProcess } from './support/steno-process.js';

const JOBS = 40;
const redisUrl = redisUrlForTests();
const files = recordings.filter(({ primary, seconds }) => primary && (seconds ?? 0) < 20).slice(0, JOBS);

/** One API and two workers in three processes, on Redis and PostgreSQL. Tests run in order. */
describe.skipIf(!hasRecordings || redisUrl === null)('an API and two workers', () => {
  let dataDir: string;
  let database: TestDatabase;
  let api: StenoProcess;
  let workers: StenoProcess[];
  let client: StenoClient;
  const transcripts = new Map<string, string>();

  beforeAll(async () => {
    dataDir = await createDataDir();
    database = await createTestDatabase({ empty: true });
    const env = {
      REDIS_URL: redisUrl as string,
      DATABASE_URL: database.url,
      QUEUE_NAME: `e2e-${randomBytes(4).toString('hex')}`,
      WORKER_COUNT: '1',
    };
    // All at once: the workers wait for the schema that the API brings.
    [api, ...workers] = await Promise.all([
      StenoProcess.start([], dataDir, env),
      StenoProcess.start(['--worker'], dataDir, env),
      StenoProcess.start(['--worker'], dataDir, env),
    ]);
    client = new StenoClient(api.url);
  });

  afterAll(async () => {
    await Promise.all([api, ...workers].map((steno) => steno.stop()));
    await database.drop();
    await removeDataDir(dataDir);
  });

  it('finish forty recordings that were submitted at once, and both workers take part', async () => {
    const ids = await Promise.all(files.map(({ file }) => client.submit(recordingPath(file))));
    const jobs = await Promise.all(ids.map((id) => client.untilFinished(id)));
    files.forEach(({ file }, index) => transcripts.set(file, jobs[index]?.result?.text ?? ''));
    expect(new Set(jobs.map(({ worker }) => worker)).size).toBe(2);
    expect(workers.flatMap(({ events }) => events.filter(({ level }) => level === 'error'))).toEqual([]);
    expect(jobs.map(({ attempt }) => attempt)).toEqual(files.map(() => 1));
    const { json } = await client.request('/v1/queues');
    expect(json['queues']).toMatchObject([
      {},
      { finished_count: JOBS, queued_count: 0, started_count: 0 },
      {},
    ]);
  });

  it('list them page by page, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { json } = await client.request(`/v1/jobs?status=finished&limit=15${query}`);
      seen.push(...(json['jobs'] as { job_id: string }[]).map(({ job_id }) => job_id));
      cursor = json['next_cursor'] as string | null;
    } while (cursor !== null);
    expect(seen).toHaveLength(JOBS);
    expect(new Set(seen).size).toBe(JOBS);
  });

  it('stop on SIGTERM with exit code 0 and no process left', async () => {
    const all = [api, ...workers];
    const processes = (await Promise.all(all.map((steno) => steno.descendants()))).flat();
    for (const steno of all) steno.kill('SIGTERM');
    expect(await Promise.all(all.map((steno) => steno.exit()))).toEqual([0, 0, 0]);
    expect(await stillRunning(processes)).toEqual([]);
  });

  it('hear the same in every recording as the embedded service does', async () => {
    const embeddedDir = await createDataDir();
    const embedded = await StenoProcess.start(['--local'], embeddedDir);
    try {
      const local = new StenoClient(embedded.url);
      const ids = await Promise.all(files.map(({ file }) => local.submit(recordingPath(file))));
      const jobs = await Promise.all(ids.map((id) => local.untilFinished(id)));
      const heard = files.map(({ file }, index) => [file, jobs[index]?.result?.text]);
      expect(heard).toEqual([...transcripts]);
    } finally {
      await embedded.stop();
      await removeDataDir(embeddedDir);
    }
  });
});
