import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

/** Any constant number serves; every Steno has to use the same. ASCII of "steno". */
const MIGRATION_LOCK = 0x73_74_65_6e_6f;

/**
 * Applies what is pending, each migration in its own transaction, and returns the names. Replicas that start at
 * once take turns, and those that come later find nothing to do.
 */
export async function runMigrations(dataSource: DataSource): Promise<string[]> {
  return underMigrationLock(dataSource, async (executor) => {
    executor.transaction = 'each';
    const applied = await executor.executePendingMigrations();
    return applied.map(({ name }) => name);
  });
}

/** Undoes the migration that was applied last. Returns its name, or undefined when there is none. */
export async function revertLastMigration(dataSource: DataSource): Promise<string | undefined> {
  return underMigrationLock(dataSource, async (executor) => {
    const [last] = await executor.getExecutedMigrations();
    if (last) await executor.undoLastMigration();
    return last?.name;
  });
}

/** Names of the migrations that this program knows and the database has not seen. Changes nothing. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/** The statements that would turn the schema of the database into that of the entities; none is as it should be. */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/**
 * All on one connection, so that a pool of one suffices. The statement timeout of ordinary work does not hold here,
 * neither for building an index nor for waiting until another replica has done so.
 */
async function underMigrationLock<T>(
  dataSource: DataSource,
  work: (executor: MigrationExecutor) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work(new MigrationExecutor(dataSource, runner));
  } finally {
    await unlock(runner);
    await runner.release();
  }
}

/** A connection that is gone has taken its lock and settings with it. */
async function unlock(runner: QueryRunner): Promise<void> {
  await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
  await runner.query('RESET statement_timeout').catch(() => undefined);
}
