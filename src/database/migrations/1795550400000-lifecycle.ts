import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dependencies, times to live, paused queues, and counts that cost the same however many jobs there are. */
export class Lifecycle1795550400000 implements MigrationInterface {
  readonly name = 'Lifecycle1795550400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD depends_on          text array NOT NULL DEFAULT '{}',
        ADD result_ttl_seconds  integer,
        ADD failure_ttl_seconds integer,
        ADD expires_at          timestamptz`);
    await runner.query(`CREATE INDEX jobs_priority_sequence ON jobs (priority, sequence)`);
    await runner.query(`CREATE INDEX jobs_waiting ON jobs (priority, run_at) WHERE status = 'queued'`);
    await runner.query(`CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL`);
    await runner.query(`CREATE INDEX jobs_expiring ON jobs (expires_at) WHERE expires_at IS NOT NULL`);
    await runner.query(`CREATE INDEX jobs_audio ON jobs (audio_location) WHERE audio_source = 'upload'`);
    await runner.query(`
      CREATE TABLE job_dependencies (
        job_id   varchar(128) NOT NULL,
        needs_id varchar(128) NOT NULL,
        CONSTRAINT job_dependencies_pkey PRIMARY KEY (job_id, needs_id),
        CONSTRAINT job_dependencies_job_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE,
        CONSTRAINT job_dependencies_needs_fkey FOREIGN KEY (needs_id) REFERENCES jobs (id)
      )`);
    await runner.query(`CREATE INDEX job_dependencies_needs ON job_dependencies (needs_id)`);
    await runner.query(`
      CREATE TABLE paused_queues (
        priority  text        NOT NULL,
        paused_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT paused_queues_pkey PRIMARY KEY (priority)
      )`);
    await this.createCounts(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const event of ['inserted', 'updated', 'deleted']) {
      await runner.query(`DROP TRIGGER jobs_counted_${event} ON jobs`);
      await runner.query(`DROP FUNCTION count_${event}_jobs`);
    }
    for (const table of ['job_counts', 'paused_queues', 'job_dependencies']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    for (const index of ['priority_sequence', 'waiting', 'ended', 'expiring', 'audio']) {
      await runner.query(`DROP INDEX jobs_${index}`);
    }
    await runner.query(`
      ALTER TABLE jobs DROP depends_on, DROP result_ttl_seconds, DROP failure_ttl_seconds, DROP expires_at`);
  }

  private async createCounts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_counts (
        id       bigserial NOT NULL,
        priority text      NOT NULL,
        status   text      NOT NULL,
        delta    integer   NOT NULL,
        CONSTRAINT job_counts_pkey PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE INDEX job_counts_priority_status ON job_counts (priority, status)`);
    await runner.query(`
      INSERT INTO job_counts (priority, status, delta)
      SELECT priority, status, count(*) FROM jobs GROUP BY priority, status`);
    // Of a row's update only the ones that touch the status: heartbeats and progress pay nothing.
    await runner.query(`
      CREATE FUNCTION count_updated_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO job_counts (priority, status, delta)
        VALUES (OLD.priority, OLD.status, -1), (NEW.priority, NEW.status, 1);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER jobs_counted_updated AFTER UPDATE OF status ON jobs FOR EACH ROW
        WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION count_updated_jobs()`);
    for (const [event, rows, delta] of [
      ['INSERT', 'NEW', 'count(*)'],
      ['DELETE', 'OLD', '-count(*)'],
    ] as const) {
      const name = event === 'INSERT' ? 'inserted' : 'deleted';
      await runner.query(`
        CREATE FUNCTION count_${name}_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO job_counts (priority, status, delta)
          SELECT priority, status, ${delta} FROM changed GROUP BY priority, status;
          RETURN NULL;
        END $$`);
      await runner.query(`
        CREATE TRIGGER jobs_counted_${name} AFTER ${event} ON jobs REFERENCING ${rows} TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION count_${name}_jobs()`);
    }
  }
}
