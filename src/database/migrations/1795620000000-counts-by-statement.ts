import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A statement that changes the states of many jobs changes each count once. */
export class CountsByStatement1795620000000 implements MigrationInterface {
  readonly name = 'CountsByStatement1795620000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER jobs_counted_updated ON jobs`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION count_updated_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO job_counts (priority, status, delta)
        SELECT priority, status, sum(one) FROM (
          SELECT priority, status, 1 AS one FROM became
          UNION ALL SELECT priority, status, -1 FROM been) AS changed
         GROUP BY priority, status HAVING sum(one) <> 0;
        RETURN NULL;
      END $$`);
    // Transition tables and a list of columns exclude each other: a heartbeat calls it too, and changes no count.
    await runner.query(`
      CREATE TRIGGER jobs_counted_updated AFTER UPDATE ON jobs REFERENCING OLD TABLE AS been NEW TABLE AS became
        FOR EACH STATEMENT EXECUTE FUNCTION count_updated_jobs()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER jobs_counted_updated ON jobs`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION count_updated_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO job_counts (priority, status, delta)
        VALUES (OLD.priority, OLD.status, -1), (NEW.priority, NEW.status, 1);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER jobs_counted_updated AFTER UPDATE OF status ON jobs FOR EACH ROW
        WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION count_updated_jobs()`);
  }
}
