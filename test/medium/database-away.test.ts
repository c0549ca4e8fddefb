import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Controller, Get, Inject } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import { isDatabaseAway } from '../../src/errors/database-away.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres-server.js';

@Controller()
class QueryController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get('slow')
  slow(): Promise<unknown> {
    return this.dataSource.query('SELECT pg_sleep(60)');
  }

  @Get('quick')
  quick(): Promise<unknown> {
    return this.dataSource.query('SELECT 1');
  }

  @Get('transaction')
  transaction(): Promise<unknown> {
    return this.dataSource.transaction((manager) => manager.query('SELECT 1'));
  }

  @Get('wrong')
  wrong(): Promise<unknown> {
    return this.dataSource.query('SELECT nothing');
  }
}

const AWAY = { status: 503, code: 'database_unavailable', retryAfter: '5' };

/** What a client hears, with a PostgreSQL of the test's own that goes away. */
describe('a request', () => {
  let server: TestPostgres;
  let dataSource: DataSource;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    server = await startTestPostgres();
    const options = createDataSourceOptions({ url: server.url, poolSize: 2, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
    const module = await Test.createTestingModule({
      controllers: [QueryController],
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(false);
    await app.init();
  });

  afterAll(async () => {
    await app.close();
    await dataSource.destroy();
    await server.stop();
  });

  const answerOf = async (url: string) => {
    const response = await app.inject({ method: 'GET', url });
    const { code } = response.json<{ code?: string }>();
    return { status: response.statusCode, code, retryAfter: response.headers['retry-after'] };
  };

  it('that fails by our fault is no reason to ask again', async () => {
    expect(await answerOf('/wrong')).toMatchObject({ status: 500, retryAfter: undefined });
  });

  it('is to be made again later when the database goes away under it, or is away', async () => {
    const underWay = answerOf('/slow');
    const asleep = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
    await expect.poll(async () => (await dataSource.query(asleep)).length).toBe(1);
    await server.stop();
    expect(await underWay).toEqual(AWAY);
    expect(await answerOf('/quick')).toEqual(AWAY);
    expect(await answerOf('/transaction')).toEqual(AWAY);
  });
});

describe('a database that accepts connections and says nothing', () => {
  it('is away, too', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const url = `postgres://steno@127.0.0.1:${(mute.address() as AddressInfo).port}/steno`;
    const options = createDataSourceOptions({ url, poolSize: 1, applicationName: 'test' });
    const failure = await new DataSource(options).initialize().catch((error: unknown) => error);
    expect(isDatabaseAway(failure)).toBe(true);
    mute.close();
  });
});
