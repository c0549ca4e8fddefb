import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import { AttemptAborted } from '../../src/transcription/domain/attempt.js';
import { JobError } from '../../src/transcription/domain/job-error.js';
import type { Job, NewJob, Transcript } from '../../src/transcription/domain/job.js';
import { PostgresAttemptRepository } from '../../src/transcription/persistence/postgres-attempt.repository.js';
import { PostgresJobRepository } from '../../src/transcription/persistence/postgres-job.repository.js';
import type { RecordingTranscriber } from '../../src/transcription/recording-transcriber.js';
import { TranscriptionRunner } from '../../src/transcription/transcription-runner.js';
import { newJob } from '../factories/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

type Transcribe = RecordingTranscriber['transcribe'];

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

/** Works until it is told to stop, as a long recording does. */
const untilAborted: Transcribe = (_claimed, signal) =>
  new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });

/** The ends of an attempt, on a real PostgreSQL; what is transcribed is scripted. */
describe('an attempt', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let jobs: PostgresJobRepository;
  let attempts: PostgresAttemptRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = createDataSourceOptions({ url: database.url, poolSize: 5, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
    jobs = new PostgresJobRepository(dataSource);
    attempts = new PostgresAttemptRepository(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const create = async (changes: Partial<NewJob> = {}): Promise<string> => {
    const request = newJob(changes);
    await jobs.create(request, { maxUnended: 100_000 });
    return request.id;
  };

  const run = async (
    jobId: string,
    transcribe: Transcribe,
    signal = new AbortController().signal,
    models: readonly string[] | null = null,
    generation = 1,
    paceOf = () => 1,
  ): Promise<[string, Job | null]> => {
    const worker = { name: 'host:1', host: 'host', pid: 1 };
    const transcriber = { transcribe, models, paceOf } as unknown as RecordingTranscriber;
    const runner = new TranscriptionRunner(worker, attempts, transcriber);
    const result = await runner.run({ jobId, generation }, signal);
    return [result, await jobs.find(jobId)];
  };

  it('that succeeds finishes the job', async () => {
    const [result, job] = await run(await create(), () => Promise.resolve(transcript));
    expect(result).toBe('finished');
    expect(job).toMatchObject({ status: 'finished', worker: 'host:1' });
  });

  it('that fails is followed by another one, or not, as the error says', async () => {
    const fail = (code: 'engine_crashed' | 'unsupported_media') => () =>
      Promise.reject(new JobError(code, 'why'));
    expect(await run(await create(), fail('engine_crashed'))).toMatchObject([
      'retry',
      { status: 'scheduled' },
    ]);
    expect(await run(await create(), fail('unsupported_media'))).toMatchObject([
      'failed',
      { status: 'failed', failure: { code: 'unsupported_media', message: 'why', retryable: false } },
    ]);
  });

  it('that throws what nobody foresaw fails as internal, with the trace', async () => {
    const [, job] = await run(await create({ retryCount: 0 }), () => Promise.reject(new RangeError('what?')));
    expect(job).toMatchObject({ status: 'failed', failure: { code: 'internal', message: 'what?' } });
    expect(job?.failure?.trace).toContain('RangeError: what?');
  });

  it('that takes longer than its timeout fails with it', async () => {
    const [, job] = await run(await create({ timeoutSeconds: 1, retryCount: 0 }), untilAborted);
    expect(job).toMatchObject({ status: 'failed', failure: { code: 'timeout', retryable: true } });
  });

  it('has its time while others have the recognisers', async () => {
    let waiting = true;
    const afterAWait: Transcribe = async () => {
      await delay(2_000);
      waiting = false;
      return transcript;
    };
    const id = await create({ timeoutSeconds: 1, retryCount: 0 });
    const [result] = await run(id, afterAWait, undefined, null, 1, () => (waiting ? 0 : 1));
    expect(result).toBe('finished');
  });

  it('ends by its timeout and by a cancel also while a disk does not answer', async () => {
    const hangs: Transcribe = () => new Promise(() => undefined);
    const [, late] = await run(await create({ timeoutSeconds: 1, retryCount: 0 }), hangs);
    expect(late).toMatchObject({ status: 'failed', failure: { code: 'timeout' } });
    const id = await create();
    const running = run(id, hangs);
    await expect.poll(async () => (await jobs.find(id))?.status).toBe('started');
    await jobs.cancel(id);
    expect(await running).toMatchObject(['canceled', { status: 'canceled' }]);
  });

  it('ends canceled when somebody asks for that', async () => {
    const id = await create();
    const running = run(id, untilAborted);
    await expect.poll(async () => (await jobs.find(id))?.status).toBe('started');
    await jobs.cancel(id);
    expect(await running).toMatchObject(['canceled', { status: 'canceled' }]);
  });

  it('is handed back by a shutdown, also one that comes before it has begun, and does not count', async () => {
    const shutdown = new AbortController();
    const running = run(await create(), untilAborted, shutdown.signal);
    shutdown.abort(new AttemptAborted('shutdown'));
    expect(await running).toMatchObject(['interrupted', { status: 'queued', attempt: 0, generation: 2 }]);
  });

  it('that finds no engine on its worker is handed back, however often, and does not count', async () => {
    const id = await create({ retryCount: 0 });
    const unavailable = () => Promise.reject(new JobError('engine_unavailable', 'no recogniser'));
    const ends: unknown[] = [];
    for (let generation = 1; generation <= 3; generation += 1) {
      ends.push(await run(id, unavailable, undefined, null, generation));
    }
    expect(ends).toMatchObject([
      ['interrupted', { status: 'queued', attempt: 0, generation: 2, failure: null }],
      ['interrupted', { status: 'queued', attempt: 0, generation: 3, failure: null }],
      ['interrupted', { status: 'queued', attempt: 0, generation: 4, failure: null }],
    ]);
  });

  it('does not begin on a worker without the model of the job, which waits for another one', async () => {
    const id = await create({ model: 'large' });
    const finish = () => Promise.resolve(transcript);
    expect(await run(id, finish, undefined, ['small'])).toMatchObject(['dropped', { status: 'queued' }]);
    expect(await run(id, finish, undefined, ['small', 'large'])).toMatchObject([
      'finished',
      { attempt: 1, status: 'finished' },
    ]);
  });

  it('stops, and writes nothing, when another worker has the job', async () => {
    const id = await create();
    const running = run(id, untilAborted);
    await expect.poll(async () => (await jobs.find(id))?.status).toBe('started');
    await dataSource.query(
      `UPDATE jobs SET lease_token = gen_random_uuid(), worker = 'other' WHERE id = $1`,
      [id],
    );
    expect(await running).toMatchObject(['dropped', { status: 'started', worker: 'other' }]);
  });

  it('does not begin for an entry that is stale', async () => {
    const id = await create();
    await jobs.cancel(id);
    expect(await run(id, untilAborted)).toMatchObject(['dropped', { status: 'canceled', attempt: 0 }]);
  });
});
