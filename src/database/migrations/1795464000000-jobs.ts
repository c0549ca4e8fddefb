import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs, their checkpoints and transcripts, and the workers. */
export class Jobs1795464000000 implements MigrationInterface {
  readonly name = 'Jobs1795464000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs (
        id                     varchar(128)     NOT NULL,
        sequence               bigserial        NOT NULL,
        fingerprint            char(64)         NOT NULL,
        status                 text             NOT NULL DEFAULT 'queued',
        priority               text             NOT NULL,
        generation             integer          NOT NULL DEFAULT 1,
        attempt                integer          NOT NULL DEFAULT 0,
        timeout_seconds        integer          NOT NULL,
        retry_count            integer          NOT NULL,
        retry_delays_seconds   double precision array NOT NULL,
        retry_backoff          text             NOT NULL,
        model                  text             NOT NULL,
        language               text             NOT NULL,
        meta                   jsonb            NOT NULL,
        audio_source           text             NOT NULL,
        audio_name             text             NOT NULL,
        audio_location         text             NOT NULL,
        audio_bytes            bigint           NOT NULL,
        audio_sha256           char(64),
        audio_duration_seconds double precision,
        progress               real             NOT NULL DEFAULT 0,
        progress_at_start      real             NOT NULL DEFAULT 0,
        created_at             timestamptz      NOT NULL DEFAULT now(),
        run_at                 timestamptz      NOT NULL DEFAULT now(),
        enqueued_at            timestamptz,
        started_at             timestamptz,
        ended_at               timestamptz,
        cancel_requested_at    timestamptz,
        lease_token            uuid,
        lease_until            timestamptz,
        worker                 text,
        failure                jsonb,
        CONSTRAINT jobs_pkey PRIMARY KEY (id),
        CONSTRAINT jobs_sequence UNIQUE (sequence),
        CONSTRAINT jobs_status CHECK
          (status IN ('deferred','scheduled','queued','started','finished','failed','canceled')),
        CONSTRAINT jobs_priority CHECK (priority IN ('high','default','low')),
        CONSTRAINT jobs_started_has_lease CHECK ((status = 'started') = (lease_token IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX jobs_status_sequence ON jobs (status, sequence)`);
    await runner.query(`CREATE INDEX jobs_priority_status_sequence ON jobs (priority, status, sequence)`);
    await runner.query(`CREATE INDEX jobs_due ON jobs (run_at) WHERE status = 'scheduled'`);
    await runner.query(`CREATE INDEX jobs_queued ON jobs (enqueued_at) WHERE status = 'queued'`);
    await runner.query(`
      CREATE TABLE segments (
        job_id        varchar(128)     NOT NULL,
        index         integer          NOT NULL,
        channel       smallint         NOT NULL,
        start_seconds double precision NOT NULL,
        end_seconds   double precision NOT NULL,
        text          text             NOT NULL,
        words         jsonb,
        settings      text             NOT NULL,
        CONSTRAINT segments_pkey PRIMARY KEY (job_id, index),
        CONSTRAINT segments_job_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE transcripts (
        job_id             varchar(128)     NOT NULL,
        text               text             NOT NULL,
        language           text             NOT NULL,
        model              text             NOT NULL,
        duration_seconds   double precision NOT NULL,
        processing_seconds double precision NOT NULL,
        segments           jsonb            NOT NULL,
        CONSTRAINT transcripts_pkey PRIMARY KEY (job_id),
        CONSTRAINT transcripts_job_fkey FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE workers (
        name         text        NOT NULL,
        host         text        NOT NULL,
        pid          integer     NOT NULL,
        queues       text array  NOT NULL,
        started_at   timestamptz NOT NULL DEFAULT now(),
        heartbeat_at timestamptz NOT NULL DEFAULT now(),
        jobs_done    integer     NOT NULL DEFAULT 0,
        CONSTRAINT workers_pkey PRIMARY KEY (name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['workers', 'transcripts', 'segments', 'jobs']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
