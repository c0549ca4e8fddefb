import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Terms of the job's lexicon that may be said in a segment, as the engine heard it. */
export class SegmentAlternatives1795730000000 implements MigrationInterface {
  readonly name = 'SegmentAlternatives1795730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE segments ADD alternatives jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE segments DROP alternatives`);
  }
}
