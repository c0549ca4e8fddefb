import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import './provided-context.js';

export interface TestDatabase {
  readonly url: string;
  /** Ends every session on it first, so that a leaked connection fails its own test and no other. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without any table, for tests of the migrations themselves. Default false: migrated, without rows. */
  readonly empty?: boolean;
}

/** A database for one test file, cloned from the migrated template. Drop it in `afterAll`. */
export async function createTestDatabase({ empty = false }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const templateUrl = new URL(inject('postgresUrl'));
  const template = empty ? 'template0' : templateUrl.pathname.slice(1);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** From the maintenance database, because a template that somebody is connected to cannot be cloned. */
async function administer(statement: string): Promise<void> {
  const url = new URL(inject('postgresUrl'));
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href, application_name: 'steno-test-support' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
