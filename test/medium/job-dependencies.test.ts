import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import type { NewJob, Transcript } from '../../src/transcription/domain/job.js';
import { PostgresAttemptRepository } from '../../src/transcription/persistence/postgres-attempt.repository.js';
import { PostgresDispatchRepository } from '../../src/transcription/persistence/postgres-dispatch.repository.js';
import { PostgresHousekeepingRepository } from '../../src/transcription/persistence/postgres-housekeeping.repository.js';
import { PostgresJobRepository } from '../../src/transcription/persistence/postgres-job.repository.js';
import { PostgresQueueRepository } from '../../src/transcription/persistence/postgres-queue.repository.js';
import { newJob } from '../factories/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const transcript: Transcript = {
  text: '',
  language: 'en',
  channels: 'mix',
  model: 'm',
  durationSeconds: 1,
  processingSeconds: 1,
  wordTimes: null,
  segments: [],
};

const failure = { code: 'unsupported_media', message: 'no', retryable: false, trace: 'no' } as const;

/** Sessions of this database that wait for a lock on a recording. */
const WAITING_FOR_A_LOCK = `
  SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
   WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`;

/** When jobs start and how long they stay, on a real PostgreSQL. */
describe('a job', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let jobs: PostgresJobRepository;
  let attempts: PostgresAttemptRepository;
  let dispatch: PostgresDispatchRepository;
  let queues: PostgresQueueRepository;
  let housekeeping: PostgresHousekeepingRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = createDataSourceOptions({ url: database.url, poolSize: 5, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
    jobs = new PostgresJobRepository(dataSource);
    attempts = new PostgresAttemptRepository(dataSource);
    dispatch = new PostgresDispatchRepository(dataSource);
    queues = new PostgresQueueRepository(dataSource);
    housekeeping = new PostgresHousekeepingRepository(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await dataSource.query('DELETE FROM job_dependencies');
    await dataSource.query('DELETE FROM jobs');
  });

  const create = async (changes: Partial<NewJob> = {}): Promise<string> => {
    const request = newJob(changes);
    await jobs.create(request, { maxUnended: 100_000 });
    return request.id;
  };

  const statusOf = async (id: string) => (await jobs.find(id))?.status;

  const end = async (id: string, kind: 'finished' | 'failed'): Promise<void> => {
    const { generation = 0 } = (await jobs.find(id)) ?? {};
    const claimed = await attempts.claim({ jobId: id, generation }, 'w', 30);
    if (!claimed) throw new Error('not claimed');
    const outcome = kind === 'finished' ? { kind, transcript } : { kind, failure };
    await attempts.endAttempt(claimed.attempt, outcome, null);
  };

  /** Does it while a reconciler has taken all jobs to tell the queue of them, and has not committed yet. */
  const whileHeld = async (work: () => Promise<number>): Promise<number> => {
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('UPDATE jobs SET enqueued_at = now()');
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    let done = false;
    const worked = work().finally(() => (done = true));
    await expect.poll(async () => done || (await dataSource.query(waiting)).length > 0).toBe(true);
    await holder.commitTransaction();
    await holder.release();
    return await worked;
  };

  it('is deferred until all that it depends on are finished', async () => {
    const [first, second] = [await create(), await create()];
    const dependent = await create({ dependsOn: [first, second] });
    expect(await statusOf(dependent)).toBe('deferred');
    await end(first, 'finished');
    expect((await dispatch.recover()).ready).toEqual([]);
    await end(second, 'finished');
    const entry = { jobId: dependent, generation: 1, priority: 'default', lane: 'local' };
    expect((await dispatch.recover()).ready).toEqual([expect.objectContaining(entry)]);
    expect(await statusOf(dependent)).toBe('queued');
    expect(await dispatch.recover()).toEqual({ lost: [], unmet: [], ready: [] });
  });

  it('starts at once when what it depends on is finished already', async () => {
    const first = await create();
    await end(first, 'finished');
    const dependent = await create({ dependsOn: [first] });
    expect((await dispatch.recover()).ready).toHaveLength(1);
    expect(await statusOf(dependent)).toBe('queued');
  });

  it.each(['failed', 'canceled'] as const)(
    'fails when one that it depends on is %s, down the chain',
    async (how) => {
      const first = await create();
      const second = await create({ dependsOn: [first] });
      const third = await create({ dependsOn: [second] });
      if (how === 'failed') await end(first, 'failed');
      else await jobs.cancel(first);
      const { unmet } = await dispatch.recover();
      expect(unmet.toSorted()).toEqual([second, third].toSorted());
      expect(await jobs.find(third)).toMatchObject({
        status: 'failed',
        failure: { code: 'dependency_failed', retryable: false },
      });
    },
  );

  it('is deferred again when it is requeued before what it depends on is finished', async () => {
    const first = await create();
    const second = await create({ dependsOn: [first] });
    await end(first, 'failed');
    await dispatch.recover();
    expect(await jobs.requeue(first)).toMatchObject({
      status: 'queued',
      attempt: 0,
      failure: null,
      endedAt: null,
    });
    expect(await jobs.requeue(second)).toMatchObject({ status: 'deferred', failure: null });
    await end(first, 'finished');
    await dispatch.recover();
    expect(await statusOf(second)).toBe('queued');
  });

  it('waits for its time, also after its dependencies', async () => {
    const later = await create({ start: { delaySeconds: 3600 } });
    const past = await create({ start: { at: new Date(Date.now() - 60_000) } });
    const both = await create({ start: { delaySeconds: 3600 }, dependsOn: [past] });
    expect([await statusOf(later), await statusOf(past), await statusOf(both)]).toEqual([
      'scheduled',
      'queued',
      'deferred',
    ]);
    await end(past, 'finished');
    expect((await dispatch.recover()).ready).toEqual([]);
    expect(await statusOf(both)).toBe('scheduled');
    await dataSource.query(`UPDATE jobs SET run_at = now() WHERE status = 'scheduled'`);
    expect((await dispatch.recover()).ready).toHaveLength(2);
    expect(await statusOf(later)).toBe('queued');
  });

  it('is not started while its queue is paused, and is not forgotten', async () => {
    const id = await create();
    await dispatch.markEnqueued({ jobId: id, generation: 1, priority: 'default', lane: 'local' });
    await queues.pause('default');
    await queues.pause('default');
    expect(await queues.paused()).toEqual(['default']);
    expect(await attempts.claim({ jobId: id, generation: 1 }, 'w', 30)).toBeNull();
    expect(await jobs.find(id)).toMatchObject({ status: 'queued', enqueuedAt: null, attempt: 0 });
    await queues.resume('default');
    expect(await attempts.claim({ jobId: id, generation: 1 }, 'w', 30)).not.toBeNull();
  });

  it('that failed runs again with all others of its queue', async () => {
    const ids = [await create(), await create(), await create({ priority: 'low' })];
    for (const id of ids) await end(id, 'failed');
    expect(await queues.requeueFailed('default')).toBe(2);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['queued', 'queued', 'failed']);
    expect(await queues.requeueFailed('default')).toBe(0);
  });

  it('that waits is canceled when its queue is emptied; others are not', async () => {
    const [waiting, running, later] = [
      await create(),
      await create(),
      await create({ start: { delaySeconds: 9 } }),
    ];
    await attempts.claim({ jobId: running, generation: 1 }, 'w', 30);
    expect(await queues.empty('default')).toBe(1);
    expect(await Promise.all([waiting, running, later].map(statusOf))).toEqual([
      'canceled',
      'started',
      'scheduled',
    ]);
  });

  it('that the reconciler holds just then is emptied, or requeued, with the others', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => create({ priority: 'low' })));
    expect(await whileHeld(() => queues.empty('low'))).toBe(3);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['canceled', 'canceled', 'canceled']);
    await dataSource.query(`UPDATE jobs SET status = 'failed'`);
    expect(await whileHeld(() => queues.requeueFailed('low'))).toBe(3);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['queued', 'queued', 'queued']);
  });

  it('that ended can be deleted, unless another one is still to hear how it ended', async () => {
    const id = await create();
    expect(await jobs.delete(id)).toBeNull();
    await create({ dependsOn: [id] });
    await end(id, 'finished');
    expect(await jobs.delete(id)).toBeNull();
    await dispatch.recover();
    expect(await jobs.delete(id)).toEqual({ source: 'upload', location: 'k' });
    expect(await jobs.find(id)).toBeNull();
    expect(await jobs.findTranscript(id)).toBeNull();
  });

  it('is deleted when its time to live is over, or after the retention where it has none', async () => {
    const brief = await create({ resultTtlSeconds: 0 });
    const kept = await create({ resultTtlSeconds: -1 });
    const failed = await create({ resultTtlSeconds: 0, failureTtlSeconds: 3600 });
    const plain = await create();
    const canceled = await create({ failureTtlSeconds: 0 });
    for (const id of [brief, kept, plain]) await end(id, 'finished');
    await end(failed, 'failed');
    await jobs.cancel(canceled);
    expect(await housekeeping.deleteExpired(30, 100)).toHaveLength(2);
    expect(await Promise.all([brief, canceled, kept, failed, plain].map(statusOf))).toEqual([
      undefined,
      undefined,
      'finished',
      'failed',
      'finished',
    ]);
    await dataSource.query(`UPDATE jobs SET ended_at = now() - interval '31 days'`);
    expect(await housekeeping.deleteExpired(30, 100)).toHaveLength(1);
    expect(await statusOf(plain)).toBeUndefined();
  });

  it('needs its recording until its retention is over, and no longer', async () => {
    const id = await create();
    expect(await housekeeping.unneeded(['k', 'orphan'], 7)).toEqual(['orphan']);
    await end(id, 'finished');
    expect(await housekeeping.unneeded(['k'], 7)).toEqual([]);
    expect(await housekeeping.unneeded(['k'], 0)).toEqual(['k']);
    await dataSource.query(`UPDATE jobs SET ended_at = now() - interval '8 days'`);
    expect(await housekeeping.unneeded(['k'], 7)).toEqual(['k']);
    await create();
    expect(await housekeeping.unneeded(['k'], 7)).toEqual([]);
  });

  it('that comes while its recording is being removed waits for that, and keeps its own', async () => {
    const order: string[] = [];
    let created: Promise<unknown> = Promise.resolve();
    const disposed = await housekeeping.dispose('k', 7, async () => {
      created = jobs.create(newJob(), {
        maxUnended: 100_000,
        keep: () => Promise.resolve(void order.push('kept')),
      });
      await expect.poll(() => dataSource.query(WAITING_FOR_A_LOCK)).toHaveLength(1);
      order.push('removed');
    });
    await created;
    expect(disposed).toBe(true);
    expect(order).toEqual(['removed', 'kept']);
    expect(await housekeeping.dispose('k', 7, () => Promise.reject(new Error('needed')))).toBe(false);
  });

  it('that is not kept in the store is not there', async () => {
    const keep = () => Promise.reject(new Error('no space'));
    const created = jobs.create(newJob({ id: 'unkept' }), { maxUnended: 100_000, keep });
    await expect(created).rejects.toThrow('no space');
    expect(await jobs.find('unkept')).toBeNull();
  });

  it('makes queue entries stale when it ends or is put to the queue again', async () => {
    const [waiting, canceled] = [await create(), await create()];
    await jobs.cancel(canceled);
    const entries = [
      { jobId: waiting, generation: 1, priority: 'default' as const, lane: 'local' as const },
      { jobId: waiting, generation: 0, priority: 'default' as const, lane: 'local' as const },
      { jobId: canceled, generation: 1, priority: 'default' as const, lane: 'local' as const },
      { jobId: 'nobody', generation: 1, priority: 'default' as const, lane: 'local' as const },
    ];
    expect(await housekeeping.stale(entries)).toEqual(entries.slice(1));
  });
});
