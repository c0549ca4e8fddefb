import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import type { AttemptOutcome, ClaimedJob } from '../../src/transcription/domain/attempt.js';
import type { NewJob, Transcript } from '../../src/transcription/domain/job.js';
import { PostgresAttemptRepository } from '../../src/transcription/persistence/postgres-attempt.repository.js';
import { PostgresDispatchRepository } from '../../src/transcription/persistence/postgres-dispatch.repository.js';
import { PostgresJobRepository } from '../../src/transcription/persistence/postgres-job.repository.js';
import { PostgresQueueRepository } from '../../src/transcription/persistence/postgres-queue.repository.js';
import { PostgresWorkerRegistry } from '../../src/transcription/persistence/postgres-worker.registry.js';
import type { WorkerReport } from '../../src/transcription/ports/worker-registry.js';
import { newJob } from '../factories/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const LEASE_SECONDS = 30;

const transcript: Transcript = {
  text: 'Hello.',
  language: 'en',
  channels: 'mix',
  model: 'm',
  durationSeconds: 2,
  processingSeconds: 0.1,
  wordTimes: null,
  segments: [{ index: 0, channel: 0, start: 0, end: 2, text: 'Hello.' }],
};

const failure = { code: 'engine_crashed', message: 'gone', retryable: true, trace: 'gone' } as const;

/** The system of record on a real PostgreSQL. */
describe('the repositories', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let jobs: PostgresJobRepository;
  let attempts: PostgresAttemptRepository;
  let dispatch: PostgresDispatchRepository;
  let queues: PostgresQueueRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = createDataSourceOptions({ url: database.url, poolSize: 5, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
    jobs = new PostgresJobRepository(dataSource);
    attempts = new PostgresAttemptRepository(dataSource);
    dispatch = new PostgresDispatchRepository(dataSource);
    queues = new PostgresQueueRepository(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await dataSource.query('DELETE FROM jobs');
  });

  afterEach(() => vi.restoreAllMocks());

  const create = async (changes: Partial<NewJob> = {}): Promise<string> => {
    const request = newJob(changes);
    await jobs.create(request, { maxUnended: 100_000 });
    return request.id;
  };

  const claim = async (jobId: string, generation = 1): Promise<ClaimedJob> => {
    const claimed = await attempts.claim({ jobId, generation }, 'w', LEASE_SECONDS);
    if (!claimed) throw new Error('not claimed');
    return claimed;
  };

  const expireLease = (id: string): Promise<unknown> =>
    dataSource.query(`UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);

  it('create a job once, and return the one that is there the second time', async () => {
    const id = await create({ id: 'same' });
    const again = await jobs.create(newJob({ id, meta: { other: true } }), { maxUnended: 100_000 });
    expect(again).toMatchObject({ created: false, job: { meta: { customer: 'acme' } } });
  });

  it('take no more jobs than may be there, however many are asked for at once', async () => {
    const path = { ...newJob().audio, source: 'path', sha256: null } as const;
    const asked = Array.from({ length: 20 }, (_, index) =>
      jobs.create(newJob(index % 2 === 0 ? { audio: path } : {}), { maxUnended: 5 }),
    );
    expect((await Promise.all(asked)).filter((accepted) => accepted !== null)).toHaveLength(5);
    expect(await queues.countUnended()).toBe(5);
  });

  it('create one job of two requests for the same id at once', async () => {
    const request = newJob({ audio: { ...newJob().audio, source: 'path', sha256: null } });
    const asked = [1, 2].map(() => jobs.create(request, { maxUnended: 100_000 }));
    expect((await Promise.all(asked)).map((accepted) => accepted?.created)).toEqual([true, false]);
  });

  const found = async (id: string) => {
    const job = await jobs.find(id);
    if (!job) throw new Error('not found');
    return job;
  };

  it('let one of many workers claim a job, and only by its current generation', async () => {
    const id = await create();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        attempts.claim({ jobId: id, generation: 1 }, `w${index}`, LEASE_SECONDS),
      ),
    );
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
    expect(await attempts.claim({ jobId: await create(), generation: 2 }, 'w', LEASE_SECONDS)).toBeNull();
    expect(await attempts.claim({ jobId: 'nobody', generation: 1 }, 'w', LEASE_SECONDS)).toBeNull();
  });

  /** The connection breaks once, after the server has done what a statement with `text` says. */
  const loseAnswerTo = (text: string): void => {
    const query = dataSource.query.bind(dataSource);
    let lost = false;
    vi.spyOn(dataSource, 'query').mockImplementation(async (sql: string, parameters) => {
      const answer: unknown = await query(sql, parameters);
      if (lost || !sql.includes(text)) return answer;
      lost = true;
      throw new Error('Connection terminated unexpectedly');
    });
  };

  it.each([
    ['a claim', 'ready AS'],
    ['what a claim drops', 'dropped AS'],
  ])('lose no job with the answer to %s, nor an attempt', async (_what, text) => {
    const ids = [await create(), await create()];
    loseAnswerTo(text);
    const entries = [...ids, 'nobody'].map((jobId) => ({ jobId, generation: 1 }));
    const claims = await Promise.all(entries.map((entry) => attempts.claim(entry, 'w', LEASE_SECONDS)));
    expect(claims.map((claimed) => claimed?.job.attempt)).toEqual([1, 1, undefined]);
    const held = claims.map(async (claimed) => claimed && attempts.renewLease(claimed.attempt, 30, null));
    expect(await Promise.all(held)).toEqual(['held', 'held', null]);
  });

  it('lose no job with the answer to a claim that came alone', async () => {
    const id = await create();
    loseAnswerTo('ready AS');
    expect((await claim(id)).job.attempt).toBe(1);
  });

  it('finish a job in one step: state, transcript, no checkpoint left', async () => {
    const id = await create();
    const { attempt } = await claim(id);
    await attempts.saveSegment(attempt, transcript.segments[0] as never, 'v1', 0.5);
    const finished = { kind: 'finished', transcript } as const;
    expect(await attempts.endAttempt(attempt, finished, null)).toEqual(finished);
    expect(await found(id)).toMatchObject({ status: 'finished', progress: 1, attempt: 1, failure: null });
    expect(await jobs.findTranscript(id)).toMatchObject(transcript);
    expect(await attempts.finishedSegments(id, 'v1')).toEqual([]);
  });

  it.each<[string, AttemptOutcome, object]>([
    [
      'retry',
      { kind: 'retry', failure, delaySeconds: 60, counts: true },
      { status: 'scheduled', attempt: 1, generation: 2, failure },
    ],
    [
      'retried, and does not count',
      { kind: 'retry', failure, delaySeconds: 60, counts: false },
      { status: 'scheduled', attempt: 0, generation: 2, failure },
    ],
    ['failed', { kind: 'failed', failure }, { status: 'failed', attempt: 1, failure }],
    ['canceled', { kind: 'canceled' }, { status: 'canceled', attempt: 1 }],
    [
      'interrupted',
      { kind: 'interrupted' },
      { status: 'queued', attempt: 0, generation: 2, enqueuedAt: null },
    ],
  ])('end an attempt that was %s', async (_kind, outcome, expected) => {
    const id = await create();
    const { attempt } = await claim(id);
    expect(await attempts.endAttempt(attempt, outcome, null)).toEqual(outcome);
    expect(await found(id)).toMatchObject(expected);
  });

  it('let a worker that lost its lease write nothing', async () => {
    const id = await create();
    const { attempt: old } = await claim(id);
    await expireLease(id);
    const { lost, ready } = await dispatch.recover();
    expect(lost).toMatchObject([{ jobId: id, attempt: 1, worker: 'w', status: 'queued' }]);
    expect(ready).toMatchObject([{ jobId: id, generation: 2, priority: 'default', lane: 'local' }]);
    const { attempt: current, job } = await claim(id, 2);
    expect(job.attempt).toBe(2);

    expect(await attempts.renewLease(old, LEASE_SECONDS, 99)).toBe('lost');
    expect(await attempts.saveSegment(old, transcript.segments[0] as never, 'v1', 0.9)).toBe(false);
    expect(await attempts.endAttempt(old, { kind: 'finished', transcript }, 99)).toBeNull();
    expect(await jobs.findTranscript(id)).toBeNull();
    expect(await found(id)).toMatchObject({
      status: 'started',
      progress: 0,
      audio: { durationSeconds: null },
    });
    expect(await attempts.renewLease(current, LEASE_SECONDS, null)).toBe('held');
  });

  it('fail a job whose last attempt lost its worker', async () => {
    const id = await create({ retryCount: 0 });
    await claim(id);
    await expireLease(id);
    await dispatch.recover();
    expect(await found(id)).toMatchObject({ status: 'failed', failure: { code: 'worker_lost' } });
    expect((await found(id)).endedAt).not.toBeNull();
  });

  it('count no attempt that got further before its worker was lost', async () => {
    const id = await create({ retryCount: 0 });
    const { attempt } = await claim(id);
    await attempts.saveSegment(attempt, transcript.segments[0] as never, 'v1', 0.5);
    await expireLease(id);
    expect((await dispatch.recover()).ready).toEqual(
      [{ jobId: id, generation: 2, priority: 'default', lane: 'local' }].map((entry) =>
        expect.objectContaining(entry),
      ),
    );
    const again = await claim(id, 2);
    expect(again.job.attempt).toBe(1);
    await expireLease(id);
    await dispatch.recover();
    expect(await found(id)).toMatchObject({ status: 'failed', failure: { code: 'worker_lost' } });
  });

  it('queue a retry when its time has come, and not before', async () => {
    const id = await create();
    const { attempt } = await claim(id);
    await attempts.endAttempt(attempt, { kind: 'retry', failure, delaySeconds: 60, counts: true }, null);
    expect(await dispatch.recover()).toEqual({ lost: [], unmet: [], ready: [] });
    await dataSource.query(`UPDATE jobs SET run_at = now() WHERE id = $1`, [id]);
    const entry = { jobId: id, generation: 3, priority: 'default', lane: 'local' };
    expect(await dispatch.recover()).toEqual({ lost: [], unmet: [], ready: [entry] });
    expect((await claim(id, 3)).job.attempt).toBe(2);
  });

  it('keep the checkpoint from one attempt to the next', async () => {
    const id = await create();
    const { attempt } = await claim(id);
    const second = {
      index: 1,
      channel: 0,
      start: 2,
      end: 3,
      text: 'two',
      words: [{ text: 'two', startSeconds: 2, endSeconds: 3 }],
      wordTimes: 'measured' as const,
      alternatives: [{ term: 'too', start: 0, end: 3, nats: 0.5, first: 0.25 }],
    };
    await attempts.saveSegment(attempt, second, 'v1', 0);
    await attempts.saveSegment(attempt, { ...second, index: 0, text: 'one' }, 'v1', 0.75);
    await attempts.endAttempt(attempt, { kind: 'interrupted' }, null);
    expect((await attempts.finishedSegments(id, 'v1')).map(({ text }) => text)).toEqual(['one', 'two']);
    expect((await attempts.finishedSegments(id, 'v1'))[1]).toEqual(second);
    expect(await attempts.finishedSegments(id, 'other settings')).toEqual([]);
    expect((await found(id)).progress).toBeCloseTo(0.75);
  });

  it('tell the reconciler of jobs that the queue may not know', async () => {
    const [known, unknown] = [await create(), await create({ priority: 'high' })];
    await dataSource.query(`UPDATE jobs SET run_at = now() - interval '2 seconds'`);
    await dispatch.markEnqueued({ jobId: known, generation: 1, priority: 'default', lane: 'local' });
    const takes = await Promise.all([dispatch.takeUnknownToQueue(10), dispatch.takeUnknownToQueue(10)]);
    const entry = { jobId: unknown, generation: 1, priority: 'high' as const, lane: 'local' as const };
    expect(takes.flat()).toEqual([entry]);
    expect(await dispatch.takeUnknownToQueue(10)).toEqual([]);
    await dispatch.giveBack([entry]);
    expect(await dispatch.takeUnknownToQueue(10)).toEqual([entry]);
  });

  it('tell the queue again of what it took long ago: it may have lost it', async () => {
    const id = await create();
    await dispatch.markEnqueued({ jobId: id, generation: 1, priority: 'default', lane: 'local' });
    expect(await dispatch.takeUnknownToQueue(10)).toEqual([]);
    await dataSource.query(`UPDATE jobs SET enqueued_at = now() - interval '61 seconds'`);
    expect(await dispatch.takeUnknownToQueue(10)).toEqual([
      { jobId: id, generation: 1, priority: 'default', lane: 'local' },
    ]);
  });

  it('tell of a job of a provider as one', async () => {
    await create({ apiKeyId: 'openai-key-1' });
    await dataSource.query(`UPDATE jobs SET run_at = now() - interval '2 seconds'`);
    expect(await dispatch.takeUnknownToQueue(10)).toMatchObject([{ lane: 'provider' }]);
    await dataSource.query(`UPDATE jobs SET status = 'scheduled'`);
    expect((await dispatch.recover()).ready).toMatchObject([{ lane: 'provider' }]);
  });

  it('leave a job to a worker with its model, and offer it again after a minute', async () => {
    const [small, large] = [await create({ model: 'small' }), await create({ model: 'large' })];
    await dataSource.query(`UPDATE jobs SET run_at = now() - interval '2 minutes', enqueued_at = now()`);
    const claimOf = async (jobId: string, models?: string[]) =>
      (await attempts.claim({ jobId, generation: 1 }, 'w', LEASE_SECONDS, models))?.job.id ?? null;
    const claimed = await Promise.all([small, large].map((id) => claimOf(id, ['small'])));
    expect(claimed).toEqual([small, null]);
    expect(await attempts.queuedForOtherModels(['small'])).toEqual({ large: 1 });
    expect(await dispatch.takeUnknownToQueue(10)).toEqual([]);
    await dataSource.query(`UPDATE jobs SET enqueued_at = now() - interval '61 seconds'`);
    expect(await dispatch.takeUnknownToQueue(10)).toMatchObject([{ jobId: large }]);
    expect(await claimOf(large, ['small', 'large'])).toBe(large);
  });

  it('hold on to a cancel that the worker did not hear of', async () => {
    const outcomes: readonly AttemptOutcome[] = [
      { kind: 'retry', failure, delaySeconds: 60, counts: true },
      { kind: 'failed', failure },
      { kind: 'interrupted' },
      { kind: 'finished', transcript },
    ];
    const lost = await create();
    await claim(lost);
    await jobs.cancel(lost);
    await expireLease(lost);
    await dispatch.recover();
    const ids = [lost];
    for (const outcome of outcomes) {
      const id = await create();
      const { attempt } = await claim(id);
      await jobs.cancel(id);
      expect(await attempts.endAttempt(attempt, outcome, null)).toEqual({ kind: 'canceled' });
      ids.push(id);
    }
    for (const id of ids) {
      expect(await found(id)).toMatchObject({ status: 'canceled', failure: null, progress: 0 });
      expect((await found(id)).endedAt).not.toBeNull();
      expect(await jobs.findTranscript(id)).toBeNull();
    }
  });

  it('cancel what waits at once and ask the worker of what runs', async () => {
    const [waiting, running] = [await create(), await create()];
    const { attempt } = await claim(running);
    expect(await jobs.cancel(waiting)).toMatchObject({ status: 'canceled' });
    expect(await jobs.cancel(waiting)).toMatchObject({ status: 'canceled' });
    expect(await jobs.cancel(running)).toMatchObject({ status: 'started' });
    expect(await attempts.renewLease(attempt, LEASE_SECONDS, null)).toBe('cancel_requested');
    expect(await jobs.cancel('nobody')).toBeNull();
  });

  it('count by state and page newest first', async () => {
    const low = await create({ priority: 'low' });
    const ids = [await create(), await create(), await create()];
    const high = await create({ priority: 'high' });
    await claim(ids[0] as string);
    const { counts, oldestQueuedSeconds, paused } = await queues.counts('default');
    expect(counts).toEqual({
      deferred: 0,
      scheduled: 0,
      queued: 2,
      started: 1,
      finished: 0,
      failed: 0,
      canceled: 0,
    });
    expect(oldestQueuedSeconds).toBeGreaterThanOrEqual(0);
    expect(paused).toBe(false);
    expect(await queues.countUnended()).toBe(5);

    const first = await jobs.list({ limit: 3 });
    expect(first.jobs.map(({ id }) => id)).toEqual([high, ids[2], ids[1]]);
    const second = await jobs.list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.jobs.map(({ id }) => id)).toEqual([ids[0], low]);
    expect(second.nextCursor).toBeNull();
    expect((await jobs.list({ limit: 9, status: 'queued', priority: 'default' })).jobs).toHaveLength(2);
  });

  it('count right whatever happens to jobs, and after the counts were summed up', async () => {
    await Promise.all(Array.from({ length: 12 }, () => create()));
    const [first, second] = [await create(), await create()];
    const { attempt } = await claim(first);
    await attempts.endAttempt(attempt, { kind: 'failed', failure }, null);
    await jobs.requeue(first);
    await jobs.cancel(second);
    await jobs.delete(second);
    await dataSource.query(`INSERT INTO job_counts (priority, status, delta)
      SELECT 'low', 'failed', CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END FROM generate_series(1, 2000) AS n`);
    await Promise.all([dispatch.compactCounts(), dispatch.compactCounts(), create()]);
    const rows: unknown[] = await dataSource.query('SELECT FROM job_counts');
    expect(rows.length).toBeLessThan(20);
    expect((await queues.counts('default')).counts).toMatchObject({ queued: 14, failed: 0, canceled: 0 });
    expect((await queues.counts('low')).counts.failed).toBe(0);
  });

  it('know what waits before a job: the more urgent, then the order of the queue', async () => {
    const low = await create({ priority: 'low' });
    const ids = [await create(), await create(), await create()];
    const high = await create({ priority: 'high' });
    await claim(ids[0] as string);
    const ahead = async (id: string) => (await queues.outlook(id, 'jobs'))?.ahead;
    expect(await ahead(high)).toBe(0);
    expect(await ahead(ids[2] as string)).toBe(2);
    expect(await ahead(low)).toBe(3);
    expect(await queues.outlook(ids[0] as string, 'jobs')).toBeNull();
    await jobs.cancel(ids[1] as string);
    await jobs.requeue(ids[1] as string);
    expect(await ahead(ids[1] as string)).toBe(2);
  });

  it('count jobs on providers apart: the two lanes do not wait for each other', async () => {
    const [local, provider] = [{ apiKeyId: null }, { apiKeyId: 'openai-key-1' }];
    for (const lane of [local, provider, local]) {
      const { attempt } = await claim(await create(lane));
      const seconds = lane === local ? 4 : 60;
      await attempts.endAttempt(attempt, { kind: 'finished', transcript }, null);
      await dataSource.query(
        `UPDATE jobs SET started_at = ended_at - make_interval(secs => $2) WHERE id = $1`,
        [attempt.jobId, seconds],
      );
    }
    await claim(await create(provider));
    await create({ ...provider, priority: 'high' });
    const ids = [];
    for (const lane of [local, provider, local, provider]) ids.push(await create(lane));
    const outlooks = await Promise.all(ids.map((id) => queues.outlook(id, 'jobs')));
    expect(outlooks).toMatchObject([
      { ahead: 0, running: 0, meanAttemptSeconds: 4 },
      { ahead: 1, running: 1, meanAttemptSeconds: 60 },
      { ahead: 1, running: 0, meanAttemptSeconds: 4 },
      { ahead: 2, running: 1, meanAttemptSeconds: 60 },
    ]);
  });

  it('know the place of a job near either end of a long queue', async () => {
    const first = await create();
    await dataSource.query(
      `INSERT INTO jobs SELECT (jsonb_populate_record(jobs, jsonb_build_object(
         'id', 'n' || n, 'sequence', sequence + n, 'run_at', run_at + n * interval '1 second'))).*
         FROM jobs, generate_series(1, 2099) AS n`,
    );
    const ahead = async (id: string) => (await queues.outlook(id, 'jobs'))?.ahead;
    const ids = [first, 'n999', 'n1050', 'n1100', 'n2099'];
    expect(await Promise.all(ids.map(ahead))).toEqual([0, 999, null, 1100, 2099]);
  });

  it('know the place of a job behind however many of the other lane', async () => {
    const last = await create({ apiKeyId: 'openai-key-1' });
    const locals = [await create(), await create()];
    // Each before the one with the next smaller number; half of them are urgent.
    await dataSource.query(
      `INSERT INTO jobs SELECT (jsonb_populate_record(jobs, jsonb_build_object(
         'id', 'n' || n, 'sequence', sequence + 2 + n, 'run_at', run_at - n * interval '1 second',
         'priority', CASE WHEN n % 2 = 0 THEN 'high' ELSE 'default' END))).*
         FROM jobs, generate_series(1, 2099) AS n WHERE id = $1`,
      [last],
    );
    const ahead = async (id: string) => (await queues.outlook(id, 'jobs'))?.ahead;
    expect(await Promise.all(locals.map(ahead))).toEqual([0, 1]);
    expect(await Promise.all(['n2098', 'n98', 'n96', last].map(ahead))).toEqual([0, 1000, null, null]);
  });

  it('release and forget however many jobs at once, a part of them with each statement', async () => {
    await create();
    await dataSource.query(
      `INSERT INTO jobs SELECT (jsonb_populate_record(jobs, jsonb_build_object('id', 'n' || n, 'sequence', sequence + n))).*
         FROM jobs, generate_series(1, 5999) AS n`,
    );
    await dataSource.query(`UPDATE jobs SET status = 'scheduled'`);
    const query = vi.spyOn(dataSource, 'query');
    const updated = async () => {
      const answers: unknown[] = await Promise.all(query.mock.results.map(({ value }) => value as unknown));
      query.mockClear();
      return answers.map((answer) => (Array.isArray(answer) ? Number(answer[1]) : 0));
    };
    expect((await dispatch.recover()).ready).toHaveLength(6000);
    expect(Math.max(...(await updated()).filter(Number.isFinite))).toBe(5000);
    await dataSource.query('UPDATE jobs SET enqueued_at = now()');
    query.mockClear();
    expect(await dispatch.forgetEnqueued()).toBe(6000);
    expect(Math.max(...(await updated()).filter(Number.isFinite))).toBe(5000);
    expect(await dispatch.forgetEnqueued()).toBe(0);
  });

  it.each(['0000-01-01T00:00:00Z', '-000044-03-15T00:00:00Z'])(
    'start at once what was to start in %s',
    async (time) => {
      expect(await found(await create({ start: { at: new Date(time) } }))).toMatchObject({
        status: 'queued',
      });
    },
  );

  it('know whether a waiting job is served, and how long the last ones took', async () => {
    const finished = await create();
    const { attempt } = await claim(finished);
    await attempts.endAttempt(attempt, { kind: 'finished', transcript }, null);
    await dataSource.query(`UPDATE jobs SET started_at = ended_at - interval '4 seconds'`);
    const waiting = await create();
    expect(await queues.outlook(waiting, 'jobs')).toEqual({
      ahead: 0,
      running: 0,
      meanAttemptSeconds: 4,
      served: false,
    });
    const workers = new PostgresWorkerRegistry(dataSource);
    await workers.heartbeat(report('h:1'));
    expect(await queues.outlook(waiting, 'jobs')).toMatchObject({ served: true });
    expect(await queues.outlook(waiting, 'jobs_low')).toMatchObject({ served: false });
    await queues.pause('default');
    expect(await queues.outlook(waiting, 'jobs')).toMatchObject({ served: false });
    await queues.resume('default');
    await dataSource.query(`UPDATE workers SET heartbeat_at = now() - interval '31 seconds'`);
    expect(await queues.outlook(waiting, 'jobs')).toMatchObject({ served: false });
    expect(await workers.forget(30)).toBe(1);
  });

  it('know the workers and what each works on', async () => {
    const workers = new PostgresWorkerRegistry(dataSource);
    const job = await create();
    await attempts.claim({ jobId: job, generation: 1 }, 'h:2', LEASE_SECONDS);
    await workers.heartbeat(report('h:2'));
    await workers.heartbeat(report('h:1'));
    expect(await workers.list()).toMatchObject([
      { name: 'h:1', pid: 1, queues: ['jobs'], jobsDone: 0, stopping: false, lost: false, currentJobs: [] },
      { name: 'h:2', pid: 2, lost: false, currentJobs: [job] },
    ]);
    await workers.heartbeat({ ...report('h:1'), jobsDone: 3, stopping: true });
    await dataSource.query(
      `UPDATE workers SET heartbeat_at = now() - interval '31 seconds' WHERE name = 'h:2'`,
    );
    expect(await workers.list()).toMatchObject([
      { name: 'h:1', jobsDone: 3, stopping: true, lost: false },
      { name: 'h:2', lost: true, currentJobs: [job] },
    ]);
    await workers.unregister('h:1');
    await workers.unregister('h:2');
    expect(await workers.list()).toEqual([]);
  });
});

/** Of a worker `host:pid` that is idle. */
function report(name: string): WorkerReport {
  const [host = '', pid] = name.split(':');
  return { name, host, pid: Number(pid), queues: ['jobs'], jobsDone: 0, stopping: false };
}
