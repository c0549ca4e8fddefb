import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The id that this database and its store of recordings have in common: no other database may remove any of them. */
export class AudioStore1795680000000 implements MigrationInterface {
  readonly name = 'AudioStore1795680000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audio_store (
        single boolean NOT NULL DEFAULT true CONSTRAINT audio_store_single CHECK (single),
        id uuid NOT NULL,
        CONSTRAINT audio_store_pkey PRIMARY KEY (single))`);
    await runner.query(`INSERT INTO audio_store (id) VALUES (gen_random_uuid())`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audio_store`);
  }
}
