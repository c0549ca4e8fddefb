import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels that are transcribed each for itself. */
export class SeparateChannels1795661000000 implements MigrationInterface {
  readonly name = 'SeparateChannels1795661000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD channels text NOT NULL DEFAULT 'mix',
        ADD CONSTRAINT jobs_channels CHECK (channels IN ('mix','separate'))`);
    await runner.query(`ALTER TABLE transcripts ADD channels text NOT NULL DEFAULT 'mix'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE transcripts DROP channels`);
    await runner.query(`ALTER TABLE jobs DROP channels`);
  }
}
