import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The language that was heard in a segment, where the model finds it out. */
export class SegmentLanguage1795670000000 implements MigrationInterface {
  readonly name = 'SegmentLanguage1795670000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE segments ADD language text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE segments DROP language`);
  }
}
