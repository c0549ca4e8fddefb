import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { basename, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { environmentSchema, type EnvironmentVariables } from './environment.schema.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export interface ConfigUse {
  /** Whether the process serves the API: only then a `HOST` that others can reach needs a key. */
  readonly servesApi: boolean;
}

/**
 * Reads the environment, and `.env` of the working directory for what the environment leaves unset. Throws one
 * {@link ConfigError} that names every bad value.
 */
export function loadConfig(use: ConfigUse): AppConfig {
  return parseConfig({ ...setIn(readDotEnv()), ...setIn(process.env) }, use);
}

/** Where {@link loadConfig} has the value of a variable from, for people. */
export function originOf(name: string): string {
  if (name in setIn(process.env)) return 'from the environment';
  return name in setIn(readDotEnv()) ? 'from .env of this folder' : 'by default';
}

/** The configuration that these variables mean. Throws {@link ConfigError}. */
export function parseConfig(
  variables: Readonly<Record<string, string | undefined>>,
  { servesApi }: ConfigUse = { servesApi: true },
): AppConfig {
  const parsed = environmentSchema.safeParse(setIn(variables));
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: expected ${issue.message}`),
    );
  }
  const { HOST, ADMIN_KEY, SECRET_KEY, SECRET_KEY_PREVIOUS } = parsed.data;
  if (servesApi && ADMIN_KEY === undefined && !isLoopback(HOST)) {
    throw new ConfigError([
      'ADMIN_KEY: expected a key, because HOST is one at which others can reach the API',
    ]);
  }
  if (parsed.data.MODEL_LANGUAGES.length > 0 && parsed.data.MODEL_DIR === undefined) {
    throw new ConfigError([
      'MODEL_LANGUAGES: expected only with MODEL_DIR; other models know their languages',
    ]);
  }
  if (SECRET_KEY === undefined && SECRET_KEY_PREVIOUS !== undefined) {
    throw new ConfigError(['SECRET_KEY: expected the key that takes the place of SECRET_KEY_PREVIOUS']);
  }
  return nest(parsed.data);
}

/** Those that have a value: an empty one counts as unset, and hides none of `.env`. */
function setIn(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value = '']) => (value.trim() === '' ? [] : [[name, value]])),
  );
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host === 'localhost';
  return loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function nest(env: EnvironmentVariables): AppConfig {
  return {
    logLevel: env.LOG_LEVEL,
    dataDir: resolve(env.DATA_DIR),
    http: { host: env.HOST, port: env.PORT, adminKey: env.ADMIN_KEY ?? null },
    database: { url: env.DATABASE_URL ?? null },
    queue: { name: env.QUEUE_NAME, redisUrl: env.REDIS_URL ?? null },
    jobs: {
      timeoutSeconds: env.JOB_TIMEOUT,
      maxUnended: env.MAX_QUEUED_JOBS,
      retentionDays: env.JOB_RETENTION_DAYS,
    },
    audio: {
      roots: env.AUDIO_ROOTS,
      maxUploadBytes: env.MAX_UPLOAD_BYTES,
      maxAudioSeconds: env.MAX_AUDIO_SECONDS,
      retentionDays: env.AUDIO_RETENTION_DAYS,
    },
    worker: {
      recognisers: env.WORKER_COUNT,
      providerRequests: env.MAX_PROVIDER_REQUESTS,
      healthPort: env.WORKER_HEALTH_PORT,
      shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT === undefined ? null : env.SHUTDOWN_TIMEOUT * 1000,
    },
    model: env.MODEL_DIR === undefined ? env.MODEL : basename(env.MODEL_DIR),
    modelFolder: env.MODEL_DIR === undefined ? null : { dir: env.MODEL_DIR, languages: env.MODEL_LANGUAGES },
    secretKey: env.SECRET_KEY ?? null,
    previousSecretKey: env.SECRET_KEY_PREVIOUS ?? null,
  };
}

function readDotEnv(): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
