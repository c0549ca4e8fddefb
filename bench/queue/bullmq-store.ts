import {
  createPostgresBackend,
  type ConnectionOptions,
  runMigrations,
  setDefaultBackendFactory,
} from 'bullmq';
import { Client } from 'pg';

/** A Redis, or a PostgreSQL. */
export type BullmqStore = { readonly redisUrl: string } | { readonly databaseUrl: string };

/** Makes it the store of what this process creates of BullMQ from now on. Returns what the constructors take for it. */
export async function useStore(store: BullmqStore): Promise<ConnectionOptions> {
  if ('redisUrl' in store) {
    setDefaultBackendFactory();
    return { url: store.redisUrl, maxRetriesPerRequest: null };
  }
  const client = new Client({ connectionString: store.databaseUrl });
  await client.connect();
  await runMigrations(client);
  await client.end();
  setDefaultBackendFactory(createPostgresBackend);
  return { connectionString: store.databaseUrl };
}
