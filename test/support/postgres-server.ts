import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import { EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { embeddedLayout } from '../../src/database/embedded/embedded-layout.js';
import { findOrphan, stopPostmaster } from '../../src/database/embedded/postmaster.js';
import { runMigrations } from '../../src/database/schema-migration.js';

const PREFIX = 'steno-test-postgres-';

/** A crash of the machine may lose everything: it is thrown away anyway. */
const FAST_AND_LOOSE = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server of its own for one run of vitest, whose database is migrated and serves as template for all others. */
export async function startTestPostgres(): Promise<TestPostgres> {
  await sweepRemainsOfKilledRuns();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(dataDir, 0o711);
  const server = new EmbeddedPostgres({ dataDir, settings: FAST_AND_LOOSE });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { url } = await server.start();
    await migrate(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function migrate(url: string): Promise<void> {
  const options = createDataSourceOptions({ url, poolSize: 1, applicationName: 'steno-test-template' });
  const dataSource = await new DataSource(options).initialize();
  try {
    await runMigrations(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** A vitest that was killed could not tear down; the next one does it. */
async function sweepRemainsOfKilledRuns(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (isRunning(pid)) continue;
    const dataDir = join(tmpdir(), name);
    const orphan = await findOrphan(embeddedLayout(dataDir).cluster);
    if (orphan) await stopPostmaster(orphan.postmaster);
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A process of another user counts as running: its remains are not ours to sweep. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
