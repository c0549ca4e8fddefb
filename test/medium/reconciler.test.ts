import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import { prepareQueueBackend } from '../../src/queue/queue-backend.js';
import { PostgresAttemptRepository } from '../../src/transcription/persistence/postgres-attempt.repository.js';
import { PostgresDispatchRepository } from '../../src/transcription/persistence/postgres-dispatch.repository.js';
import { PostgresJobRepository } from '../../src/transcription/persistence/postgres-job.repository.js';
import { PostgresQueueRepository } from '../../src/transcription/persistence/postgres-queue.repository.js';
import { Reconciler } from '../../src/transcription/reconciler.js';
import { QueueParticipant, RecordingRunner } from '../conformance/queue-participants.js';
import { randomQueueName, type StoreUnderTest } from '../support/queue-stores.js';
import { startRedisStore } from '../support/redis-store.js';
import { newJob } from '../factories/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { redisUrlForTests } from '../support/redis.js';

/** Far less than the minute after which the queue is told again of what it took. */
const SOON_MS = 10_000;

/** Between the database and a Redis of the test's own, both real. */
describe.skipIf(redisUrlForTests() === null)('the reconciler', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let store: StoreUnderTest;
  let dispatch: PostgresDispatchRepository;
  let worker: QueueParticipant;
  let api: QueueParticipant;
  let reconciler: Reconciler;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = createDataSourceOptions({ url: database.url, poolSize: 5, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
    dispatch = new PostgresDispatchRepository(dataSource);
    store = await startRedisStore();
  });

  afterAll(async () => {
    await store.stop();
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await dataSource.query('DELETE FROM jobs');
    const connection = await prepareQueueBackend(store.store);
    const queueName = randomQueueName();
    api = await QueueParticipant.producer(connection, queueName);
    worker = await QueueParticipant.worker(connection, queueName, new RecordingRunner());
    await worker.consumers.start();
    await api.queue.align([]);
    reconciler = new Reconciler(dispatch, new PostgresQueueRepository(dataSource), api.queue);
  });

  afterEach(async () => {
    await reconciler.beforeApplicationShutdown();
    await worker.close();
    await api.close();
  });

  const create = async (): Promise<string> => {
    const request = newJob();
    await new PostgresJobRepository(dataSource).create(request, { maxUnended: 10 });
    return request.id;
  };

  const dueJob = async (): Promise<string> => {
    const id = await create();
    await dataSource.query(`UPDATE jobs SET status = 'scheduled'`);
    return id;
  };

  const lostJob = async (): Promise<string> => {
    const id = await create();
    await new PostgresAttemptRepository(dataSource).claim({ jobId: id, generation: 1 }, 'killed', 30);
    await dataSource.query(`UPDATE jobs SET lease_until = now() - interval '1 second'`);
    return id;
  };

  it.each([
    ['is due', dueJob],
    ['lost its worker', lostJob],
  ])('brings a job that %s while the queue is away there when it is back', async (_why, make) => {
    const id = await make();
    await store.takeAway();
    try {
      await expect(reconciler.reconcile()).rejects.toThrow(/queue is not available/);
    } finally {
      await store.restore();
    }
    reconciler.onApplicationBootstrap();
    await expect.poll(() => worker.runner.startedIds, { timeout: SOON_MS }).toContain(id);
  });

  it.each([
    ['is due', dueJob],
    ['lost its worker', lostJob],
  ])('brings a job that %s to the queue when the worker that saw it is killed', async (_why, make) => {
    const id = await make();
    expect((await dispatch.recover()).ready).toMatchObject([{ jobId: id }]);
    reconciler.onApplicationBootstrap();
    await expect.poll(() => worker.runner.startedIds, { timeout: SOON_MS }).toContain(id);
  });

  it('tells the queue once of what it took', async () => {
    const id = await dueJob();
    await reconciler.reconcile();
    await reconciler.reconcile();
    await worker.runner.untilFinished(1);
    const [{ known }] = await dataSource.query(`SELECT enqueued_at IS NOT NULL AS known FROM jobs`);
    expect({ known, told: worker.runner.startedIds }).toEqual({ known: true, told: [id] });
  });
});
