import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs on providers and the others do not wait for each other: how many are before one is counted in its lane. */
export class WaitingByLane1795740000000 implements MigrationInterface {
  readonly name = 'WaitingByLane1795740000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX jobs_waiting_local ON jobs (priority, run_at) WHERE status = 'queued' AND api_key_id IS NULL`,
    );
    await runner.query(
      `CREATE INDEX jobs_waiting_provider ON jobs (priority, run_at)
        WHERE status = 'queued' AND api_key_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX jobs_waiting_provider`);
    await runner.query(`DROP INDEX jobs_waiting_local`);
  }
}
