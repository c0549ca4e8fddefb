import { WorkerHost } from '@nestjs/bullmq';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareQueueBackend } from '../../src/queue/queue-backend.js';
import { QueueHealthIndicator } from '../../src/queue/queue-health.indicator.js';
import { QueueModule } from '../../src/queue/queue.module.js';
import { QueueUnavailableError } from '../../src/queue/queue.errors.js';
import { RecordingRunner, workerModule } from '../conformance/queue-participants.js';
import { freePorts } from '../support/free-ports.js';
import { randomQueueName } from '../support/queue-stores.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('preparing the backend of the queue', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
  });

  afterAll(async () => database.drop());

  it('brings the schema up to date, also from several processes at once, and again', async () => {
    const prepare = () => prepareQueueBackend({ databaseUrl: database.url });
    const connections = await Promise.all([prepare(), prepare(), prepare()]);
    expect(connections.map(({ backend }) => backend)).toEqual(['postgres', 'postgres', 'postgres']);
    expect(await prepare()).toMatchObject({ hazards: [] });
  });

  it('bears a connection that is cut when nobody listens: its next query tells', async () => {
    await prepareQueueBackend({ databaseUrl: database.url });
    const idle = new Client({ connectionString: database.url });
    const other = new Client({ connectionString: database.url });
    await Promise.all([idle.connect(), other.connect()]);
    const cut = new Promise<void>((resolve) => void idle.on('end', resolve));
    await other.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    );
    await cut;
    await expect(idle.query('SELECT 1')).rejects.toThrow(/not queryable|closed/);
    await other.end();
  });

  it('gives up with a coded error when nobody answers in time, and names no secret', async () => {
    const [port] = await freePorts(1);
    for (const store of [
      { databaseUrl: `postgres://user:hush@127.0.0.1:${port}/db` },
      { redisUrl: `redis://user:hush@127.0.0.1:${port}` },
    ]) {
      const failure = await prepareQueueBackend(store, { timeoutMs: 600 }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(QueueUnavailableError);
      expect(failure).toMatchObject({
        code: 'queue_unavailable',
        message: expect.stringMatching(/refused/i),
      });
      expect(String(failure)).not.toContain('hush');
    }
  });

  it('does not wait when waiting cannot help', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const startMs = performance.now();
    await expect(prepareQueueBackend({ databaseUrl: url.href })).rejects.toThrow(/no_such_database/);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  it('makes readiness say what an operator must put right', async () => {
    const connection = { ...(await prepareQueueBackend({ databaseUrl: database.url })), hazards: ['evicts'] };
    const queueName = randomQueueName();
    const container = await Test.createTestingModule({
      imports: [QueueModule.forRoot({ connection, queueName })],
    }).compile();
    await container.init();
    const health = await container.get(QueueHealthIndicator, { strict: false }).check();
    expect(health).toMatchObject({ queue: { status: 'down', problems: ['evicts'] } });
    await container.close();
  });

  it.each([
    { role: 'the API', consumes: false, expected: [] },
    {
      role: 'a process with both roles',
      consumes: true,
      expected: ['', '_provider', '_high', '_high_provider', '_housekeeping'],
    },
  ])('gives $role its processors, one per consumed queue', async ({ consumes, expected }) => {
    const connection = await prepareQueueBackend({ databaseUrl: database.url });
    const queueName = randomQueueName();
    const worker = workerModule(connection, queueName, new RecordingRunner(), {
      priorities: ['high', 'default'],
    });
    const container = await Test.createTestingModule({
      imports: [
        QueueModule.forRoot({ connection, queueName }),
        DiscoveryModule,
        ...(consumes ? [worker] : []),
      ],
    }).compile();
    await container.init();
    const hosts = container
      .get(DiscoveryService)
      .getProviders()
      .map(({ instance }) => instance as unknown)
      .filter((instance) => instance instanceof WorkerHost);
    expect(new Set(hosts.map(({ worker: { name } }) => name))).toEqual(
      new Set(expected.map((suffix) => `${queueName}${suffix}`)),
    );
    expect(hosts).toHaveLength(expected.length);
    expect(hosts.map(({ worker: { opts } }) => opts.connection)).toEqual(
      hosts.map(() => connection.consumer),
    );
    await container.close();
  });
});
