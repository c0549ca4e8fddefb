import { Test } from '@nestjs/testing';
import {
  Column,
  DataSource,
  Entity,
  PrimaryColumn,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDataSourceOptions, type SchemaLists } from '../../src/database/data-source.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import {
  pendingMigrations,
  revertLastMigration,
  runMigrations,
  schemaDrift,
} from '../../src/database/schema-migration.js';
import { waitForDatabase } from '../../src/database/wait-for-database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

@Entity('pet')
class Pet {
  @PrimaryColumn('int')
  id!: number;

  @Column('text')
  name!: string;
}

class CreatePet1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE pet (id integer NOT NULL, CONSTRAINT pk_pet PRIMARY KEY (id))');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pet');
  }
}

class NamePet1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pet ADD name text NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pet DROP name');
  }
}

const PETS: SchemaLists = { entities: [Pet], migrations: [CreatePet1700000000001, NamePet1700000000002] };
const NAMES = ['CreatePet1700000000001', 'NamePet1700000000002'];

const open: DataSource[] = [];

async function connect(url: string, lists?: SchemaLists): Promise<DataSource> {
  const options = createDataSourceOptions({ url, poolSize: 1, applicationName: 'steno-test' }, lists);
  const dataSource = await new DataSource(options).initialize();
  open.push(dataSource);
  return dataSource;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((dataSource) => dataSource.destroy()));
});

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  it('are applied once when several replicas start at the same time, each with a single connection', async () => {
    const replicas = await Promise.all([1, 2, 3].map(() => connect(database.url, PETS)));
    expect(await pendingMigrations(replicas[0] as DataSource)).toEqual(NAMES);

    const applied = await Promise.all(replicas.map((replica) => runMigrations(replica)));

    expect(applied.flat()).toEqual(NAMES);
    expect(await pendingMigrations(replicas[0] as DataSource)).toEqual([]);
  });

  it('leave the schema that the entities describe, and drift says what is missing after a revert', async () => {
    const dataSource = await connect(database.url, PETS);
    expect(await schemaDrift(dataSource)).toEqual([]);

    expect(await revertLastMigration(dataSource)).toBe('NamePet1700000000002');

    expect(await schemaDrift(dataSource)).toEqual([expect.stringContaining('ADD "name"')]);
    expect(await pendingMigrations(dataSource)).toEqual(['NamePet1700000000002']);
  });

  it('give the ordinary statement timeout back to the connection they used', async () => {
    const dataSource = await connect(database.url, PETS);
    await runMigrations(dataSource);
    expect(await dataSource.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '30s' }]);
  });
});

describe('the schema of Steno', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is built by its migrations alone: nothing is pending and nothing drifts', async () => {
    const dataSource = await connect(database.url);
    expect(await pendingMigrations(dataSource)).toEqual([]);
    expect(await schemaDrift(dataSource)).toEqual([]);
  });

  it('can be taken back migration by migration and built again', async () => {
    const dataSource = await connect(database.url);
    while ((await revertLastMigration(dataSource)) !== undefined);
    await runMigrations(dataSource);
    expect(await schemaDrift(dataSource)).toEqual([]);
  });

  it('reaches Nest through the module, on connections in UTC that bear the name of the program', async () => {
    const options = { url: database.url, poolSize: 2, applicationName: 'steno-test-nest' };
    const module = await Test.createTestingModule({ imports: [DatabaseModule.forRoot(options)] }).compile();
    const dataSource = module.get(DataSource);
    const [row] = await dataSource.query<{ zone: string; name: string }[]>(
      `SELECT current_setting('timezone') AS zone, application_name AS name
         FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
    );
    expect(row).toEqual({ zone: 'UTC', name: 'steno-test-nest' });

    module.enableShutdownHooks([]);
    await module.close();
    expect(dataSource.isInitialized).toBe(false);
  });
});

describe('waiting for the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  it('ends when it answers', async () => {
    await expect(waitForDatabase(database.url, 5_000)).resolves.toBeUndefined();
  });

  it('does not wait for a wrong password to become right, and does not print it', async () => {
    const url = new URL(database.url);
    url.password = 'wrong-secret';
    const failure = await waitForDatabase(url.href, 60_000).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'database_unavailable' });
    expect(String(failure)).toMatch(/password authentication failed/);
    expect(String(failure)).not.toMatch(/wrong-secret/);
  });

  it('gives up in time when nobody answers, and has said what it waits for', async () => {
    const lines: string[] = [];
    const logger = { warn: (line: string) => lines.push(line) };
    await expect(
      waitForDatabase('postgres://steno:secret@127.0.0.1:1/steno', 600, logger),
    ).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('127.0.0.1:1/steno'),
    });
    expect(lines).toEqual([
      expect.stringMatching(/Waiting for the database at 127\.0\.0\.1:1\/steno: .*ECONNREFUSED/),
    ]);
  });
});
