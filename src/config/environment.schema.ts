import { basename, isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { LOG_LEVELS } from './app-config.js';

const GIBIBYTE = 1024 ** 3;
const DAYS_MAX = 36_500;

const integer = (min: number, max: number) =>
  z.coerce
    .number(`a whole number from ${min} to ${max}`)
    .pipe(
      z
        .int(`a whole number from ${min} to ${max}`)
        .min(min, `a whole number from ${min} to ${max}`)
        .max(max, `a whole number from ${min} to ${max}`),
    );

const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      return URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1));
    },
    `a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  );

const folders = z
  .string()
  .transform((value) => value.split(':').filter((folder) => folder !== ''))
  .refine((list) => list.every((folder) => isAbsolute(folder)), 'absolute folders, separated by ":"');

const secret = z.string().min(16, 'at least 16 characters');

/** One with anything else in it no client could send in a header. */
const accessKey = z
  .string()
  .regex(/^[!-~]{16,}$/, 'at least 16 letters from A to Z, digits and signs, without accents or spaces');

/**
 * Every variable that Steno reads, with its default. An empty value counts as unset. `describe` is what the table
 * of `docs/configuration.md` shows.
 */
export const environmentSchema = z.object({
  REDIS_URL: url('redis', 'rediss')
    .optional()
    .describe('Redis for the queue, e.g. `redis://localhost:6379/0`. Unset: the queue lives in PostgreSQL'),
  QUEUE_NAME: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 of A-Z a-z 0-9 . _ -')
    .default('transcription_jobs')
    .describe('Queue of priority `default`; `_high` and `_low` are added for the other two'),
  JOB_TIMEOUT: integer(1, 86_400).default(300).describe('Seconds that one attempt of a job may take'),
  WORKER_COUNT: integer(1, 256).default(2).describe('Recogniser processes of a worker: one busy core each'),
  MAX_PROVIDER_REQUESTS: integer(1, 256)
    .default(8)
    .describe(
      'Requests to providers that a worker has under way at once, with all keys together; it runs as many jobs on them, half of these of priority `default`, a quarter each `high` and `low`',
    ),
  LOG_LEVEL: z
    .string()
    .transform((value) => value.toUpperCase())
    .pipe(z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`))
    .default('INFO')
    .describe('Least severe level that is logged: DEBUG, INFO, WARNING, ERROR, CRITICAL'),
  DATABASE_URL: url('postgres', 'postgresql')
    .optional()
    .describe('PostgreSQL 13 or later. Unset: an embedded PostgreSQL under `DATA_DIR`'),
  PORT: integer(0, 65_535).default(3000).describe('Port of the API'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address that the API and the worker’s health port listen on. Any but a loopback one needs `ADMIN_KEY`',
    ),
  WORKER_HEALTH_PORT: integer(0, 65_535).default(3001).describe('Port of a worker’s health probes'),
  DATA_DIR: z.string().default('./data').describe('Embedded database, models and uploaded audio'),
  AUDIO_ROOTS: folders
    .default([])
    .describe('Folders under which `audio_file_path` may lie, separated by `:`. Unset: no paths are taken'),
  AUDIO_STORE: z
    .enum(['file'], 'file (s3 is not available yet)')
    .default('file')
    .describe('Where uploaded audio is kept: `file` is `DATA_DIR/audio`'),
  MAX_UPLOAD_BYTES: integer(1, 1024 * GIBIBYTE)
    .default(2 * GIBIBYTE)
    .describe('Largest recording that is taken, in bytes'),
  MAX_AUDIO_SECONDS: integer(1, 864_000).default(14_400).describe('Longest recording that is transcribed'),
  MAX_QUEUED_JOBS: integer(1, 100_000_000)
    .default(100_000)
    .describe('Jobs that may wait or run at once; more are refused with 429'),
  MODEL: z
    .string()
    .default('moonshine-tiny-en')
    .describe('Model that jobs run on: one that `steno models list` shows, fetched at the first start'),
  MODEL_DIR: z
    .string()
    .transform((value) => resolve(value))
    .refine(
      (dir) => /^[A-Za-z0-9._-]{1,64}$/.test(basename(dir)),
      'a folder whose name, which is that of the model, has 1 to 64 of A-Z a-z 0-9 . _ -',
    )
    .optional()
    .describe('Folder with a model of your own for sherpa-onnx, instead of `MODEL`; its name is the model’s'),
  MODEL_LANGUAGES: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((code) => code !== ''))
    .refine((codes) => codes.every((code) => /^[a-z]{2,3}$/.test(code)), 'codes such as en,de')
    .default([])
    .describe('Languages of the model in `MODEL_DIR`, the default one first, where the folder does not tell'),
  SECRET_KEY: secret
    .optional()
    .describe(
      'Encrypts the keys of providers (`/v1/api-keys`), for the API and all workers the same; at least 16 characters. Unset: none can be stored',
    ),
  SECRET_KEY_PREVIOUS: secret
    .optional()
    .describe('What `SECRET_KEY` was before, while it is being changed: docs/providers.md'),
  ADMIN_KEY: accessKey
    .optional()
    .describe(
      'Key with full access to the API (`Authorization: Bearer …`); at least 16 letters from A to Z, digits and signs',
    ),
  SHUTDOWN_TIMEOUT: integer(0, 3600)
    .optional()
    .describe('Seconds that current jobs may go on after SIGTERM; 30 for a worker, 2 for `npm start`'),
  JOB_RETENTION_DAYS: integer(1, DAYS_MAX)
    .default(30)
    .describe('Days that an ended job is kept, unless it has a `result_ttl` or `failure_ttl`'),
  AUDIO_RETENTION_DAYS: integer(0, DAYS_MAX)
    .default(7)
    .describe('Days that an upload is kept after the last job that has it ended'),
});

export type EnvironmentVariables = z.infer<typeof environmentSchema>;
