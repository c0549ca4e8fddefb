import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that run on a provider: their key, a language that may be found out, and long segments with phrases in them. */
export class ProviderJobs1795650100000 implements MigrationInterface {
  readonly name = 'ProviderJobs1795650100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE jobs ADD api_key_id text, ALTER language DROP NOT NULL`);
    await runner.query(`ALTER TABLE transcripts ALTER language DROP NOT NULL`);
    await runner.query(`ALTER TABLE segments ADD phrases jsonb, ADD language text`);
  }

  /** A language that nobody knows is `und` in ISO 639. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE segments DROP phrases, DROP language`);
    for (const table of ['transcripts', 'jobs']) {
      await runner.query(`UPDATE ${table} SET language = 'und' WHERE language IS NULL`);
      await runner.query(`ALTER TABLE ${table} ALTER language SET NOT NULL`);
    }
    await runner.query(`ALTER TABLE jobs DROP api_key_id`);
  }
}
