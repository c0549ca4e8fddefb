import type { Client } from 'pg';

/** Of every thousand jobs; the rest are finished. */
const PER_THOUSAND = { queued: 100, failed: 20, canceled: 10, scheduled: 2, deferred: 1 } as const;

/**
 * Puts jobs of all states and priorities straight into the table, as a service has them that runs for long, and has
 * PostgreSQL look at them as its autovacuum does. A tenth waits: at a million, as many as `MAX_QUEUED_JOBS` is by default.
 */
export async function seedJobs(sql: Client, count: number): Promise<void> {
  await sql.query(
    `INSERT INTO jobs (
       id, fingerprint, status, priority, attempt, timeout_seconds, retry_count, retry_delays_seconds, retry_backoff,
       model, language, meta, audio_source, audio_name, audio_location, audio_bytes, audio_duration_seconds, progress,
       created_at, run_at, enqueued_at, started_at, ended_at, worker, failure)
     SELECT 'seeded-' || n, repeat('0', 64), status, priority, CASE WHEN ended THEN 1 ELSE 0 END, 300, 3, '{60}', 'fixed',
            'moonshine-tiny-en', 'en', jsonb_build_object('priority', priority), 'path', 'a.wav', '/recordings/a.wav',
            1000, 10, CASE WHEN status = 'finished' THEN 1 ELSE 0 END,
            at, CASE WHEN status = 'scheduled' THEN now() + interval '1 year' ELSE at END,
            CASE WHEN status = 'queued' OR ended THEN at END, CASE WHEN ended THEN at + interval '1 second' END,
            CASE WHEN ended THEN at + interval '2 seconds' END, CASE WHEN ended THEN 'host:1' END,
            CASE WHEN status = 'failed'
                 THEN '{"code":"unsupported_media","message":"no","retryable":false,"trace":"no"}'::jsonb END
       FROM (SELECT n, now() - interval '1 day' + n * interval '1 day' / $1::float AS at, status,
                    (ARRAY['high', 'default', 'low'])[1 + n % 3] AS priority,
                    status IN ('finished', 'failed', 'canceled') AS ended
               FROM (SELECT n, CASE
                       WHEN chance < ${share('queued')} THEN 'queued'
                       WHEN chance < ${share('failed')} THEN 'failed'
                       WHEN chance < ${share('canceled')} THEN 'canceled'
                       WHEN chance < ${share('scheduled')} THEN 'scheduled'
                       WHEN chance < ${share('deferred')} THEN 'deferred'
                       ELSE 'finished' END AS status
                       FROM (SELECT n, n * 7919 % 1000 AS chance FROM generate_series(1, $1::bigint) AS n) AS drawn) AS stated
            ) AS seeded`,
    [count],
  );
  await sql.query('VACUUM (ANALYZE) jobs');
}

/** States one after the other on a scale of a thousand: up to the end of this one. */
function share(status: keyof typeof PER_THOUSAND): number {
  const names = Object.keys(PER_THOUSAND) as (keyof typeof PER_THOUSAND)[];
  const before = names.slice(0, names.indexOf(status) + 1);
  return before.reduce((sum, name) => sum + PER_THOUSAND[name], 0);
}
