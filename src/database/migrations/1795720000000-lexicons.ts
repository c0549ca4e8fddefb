import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lexicons in versions, the version that a job runs with, and what it changed. */
export class Lexicons1795720000000 implements MigrationInterface {
  readonly name = 'Lexicons1795720000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE lexicons (
        id          varchar(64) NOT NULL,
        version     integer     NOT NULL,
        description text        NOT NULL,
        entries     jsonb       NOT NULL,
        term_count  integer     NOT NULL,
        digest      char(64)    NOT NULL,
        created_at  timestamptz NOT NULL DEFAULT now(),
        deleted_at  timestamptz,
        CONSTRAINT lexicons_pkey PRIMARY KEY (id, version)
      )`);
    // A version stays as long as a job names it: the key refuses to let it go, and a job to name one that went.
    await runner.query(`
      ALTER TABLE jobs
        ADD lexicon_id varchar(64),
        ADD lexicon_version integer,
        ADD CONSTRAINT jobs_lexicon_whole CHECK ((lexicon_id IS NULL) = (lexicon_version IS NULL)),
        ADD CONSTRAINT jobs_lexicon_fkey FOREIGN KEY (lexicon_id, lexicon_version)
          REFERENCES lexicons (id, version)`);
    await runner.query(`
      CREATE INDEX jobs_lexicon ON jobs (lexicon_id, lexicon_version) WHERE lexicon_id IS NOT NULL`);
    await runner.query(`ALTER TABLE transcripts ADD corrections jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE transcripts DROP corrections`);
    await runner.query(`ALTER TABLE jobs DROP lexicon_id, DROP lexicon_version`);
    await runner.query(`DROP TABLE lexicons`);
  }
}
