import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workers that are about to end, and a way from a worker to its jobs. */
export class WorkerState1795550500000 implements MigrationInterface {
  readonly name = 'WorkerState1795550500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workers ADD stopping boolean NOT NULL DEFAULT false`);
    await runner.query(`CREATE INDEX jobs_held ON jobs (worker) WHERE status = 'started'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX jobs_held`);
    await runner.query(`ALTER TABLE workers DROP stopping`);
  }
}
