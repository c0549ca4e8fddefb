/** The validated configuration, as the rest of the program sees it. Frozen; made once, in `load-config.ts`. */
export interface AppConfig {
  readonly logLevel: LogLevel;
  /** Absolute. Embedded database, models, uploaded audio. */
  readonly dataDir: string;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** Full access to the API. Null: no key asked for, which only a loopback host may do. */
    readonly adminKey: string | null;
  };
  readonly database: {
    /** Null: embedded PostgreSQL under `dataDir`. */
    readonly url: string | null;
  };
  readonly queue: {
    /** The queue of priority `default`; `_high` and `_low` are added for the others. */
    readonly name: string;
    /** Null: the queue lives in PostgreSQL. */
    readonly redisUrl: string | null;
  };
  readonly jobs: {
    readonly timeoutSeconds: number;
    /** Jobs that wait or run at once; more are refused with 429. */
    readonly maxUnended: number;
    readonly retentionDays: number;
  };
  readonly audio: {
    /** Absolute folders under which `audio_file_path` may lie. Empty: no paths are taken. */
    readonly roots: readonly string[];
    readonly maxUploadBytes: number;
    readonly maxAudioSeconds: number;
    readonly retentionDays: number;
  };
  readonly worker: {
    /** Recogniser processes. */
    readonly recognisers: number;
    /** To providers, under way at once. */
    readonly providerRequests: number;
    readonly healthPort: number;
    /** How long current jobs may go on after a SIGTERM. Null: the default of the role. */
    readonly shutdownTimeoutMs: number | null;
  };
  /** The model of a job that names none: one of the catalogue, or the name of `modelFolder`. */
  readonly model: string;
  /** Null: the model is one of the catalogue. */
  readonly modelFolder: {
    /** Absolute. */
    readonly dir: string;
    /** Empty: the folder or its family tells. */
    readonly languages: readonly string[];
  } | null;
  /** Encrypts stored provider keys. Null: there are none. */
  readonly secretKey: string | null;
  /** What SECRET_KEY was before: what it encrypted is encrypted anew when an API starts. */
  readonly previousSecretKey: string | null;
}

/**
 * Free on the disk of `dataDir` at least: with less, nothing is uploaded and the process is not ready. The embedded database
 * is on it, which a full disk ends for good.
 */
export const FREE_MIN_BYTES = 512 * 1024 ** 2;

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** DI token of {@link AppConfig}. */
export const APP_CONFIG = Symbol('APP_CONFIG');
