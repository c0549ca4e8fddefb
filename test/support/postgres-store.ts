import { Client } from 'pg';
import { createTestDatabase } from './postgres.js';
import type { StoreUnderTest } from './queue-stores.js';

/** A database of the test's own; another one of the same server takes it away and brings it back. */
export async function startPostgresStore(): Promise<StoreUnderTest> {
  const database = await createTestDatabase();
  const name = new URL(database.url).pathname.slice(1);
  const maintenanceUrl = new URL(database.url);
  maintenanceUrl.pathname = '/postgres';
  const admin = await connect(maintenanceUrl.href);
  let lock: Client | undefined;
  const cut = () =>
    admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  const setReadOnly = async (value: 'on' | 'off') => {
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
    await cut();
  };
  return {
    store: { databaseUrl: database.url },
    remains: async (queueName) => {
      const client = await connect(database.url);
      try {
        const { rows } = await client.query<{ entry: string }>(
          `SELECT queue || ' ' || id || ' ' || state AS entry FROM bullmq.job WHERE starts_with(queue, $1)`,
          [queueName],
        );
        return rows.map(({ entry }) => entry);
      } finally {
        await client.end();
      }
    },
    takeAway: async () => {
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await cut();
    },
    restore: async () => {
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    },
    freeze: async () => {
      lock = await connect(database.url);
      await lock.query('BEGIN');
      await lock.query('LOCK TABLE bullmq.job IN ACCESS EXCLUSIVE MODE');
    },
    thaw: async () => lock?.end(),
    refuseWrites: () => setReadOnly('on'),
    acceptWrites: () => setReadOnly('off'),
    stop: async () => {
      await admin.end();
      await database.drop();
    },
  };
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
