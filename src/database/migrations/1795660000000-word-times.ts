import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the times of words were measured or estimated. */
export class WordTimes1795660000000 implements MigrationInterface {
  readonly name = 'WordTimes1795660000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['segments', 'transcripts'])
      await runner.query(`ALTER TABLE ${table} ADD word_times text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['segments', 'transcripts'])
      await runner.query(`ALTER TABLE ${table} DROP word_times`);
  }
}
