import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that run on a provider: their key, and long segments with phrases in them. */
export class ProviderJobs1795710100000 implements MigrationInterface {
  readonly name = 'ProviderJobs1795710100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE jobs ADD api_key_id text`);
    await runner.query(`ALTER TABLE segments ADD phrases jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE segments DROP phrases`);
    await runner.query(`ALTER TABLE jobs DROP api_key_id`);
  }
}
