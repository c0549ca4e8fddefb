import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys of providers, and the secrets that they are sealed with. */
export class ProviderKeys1795710000000 implements MigrationInterface {
  readonly name = 'ProviderKeys1795710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE secret_versions (
        version    serial      NOT NULL,
        salt       bytea       NOT NULL,
        proof      bytea       NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT secret_versions_pkey PRIMARY KEY (version)
      )`);
    await runner.query(`
      CREATE TABLE api_keys (
        id               varchar(64) NOT NULL,
        provider         text        NOT NULL,
        base_url         text        NOT NULL,
        model            text        NOT NULL,
        response_format  text        NOT NULL,
        max_part_seconds integer     NOT NULL,
        max_concurrency  integer     NOT NULL,
        last_four        char(4),
        sealed           bytea       NOT NULL,
        secret_version   integer     NOT NULL,
        created_at       timestamptz NOT NULL DEFAULT now(),
        updated_at       timestamptz NOT NULL DEFAULT now(),
        last_used_at     timestamptz,
        CONSTRAINT api_keys_pkey PRIMARY KEY (id),
        CONSTRAINT api_keys_secret_version_fkey FOREIGN KEY (secret_version) REFERENCES secret_versions (version)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE api_keys`);
    await runner.query(`DROP TABLE secret_versions`);
  }
}
