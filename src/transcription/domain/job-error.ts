import { DomainError } from '../../errors/domain-error.js';

/**
 * Why an attempt of a job can fail, and whether another attempt may help. Bad input is final: the same file gives
 * the same failure.
 */
export const JOB_ERRORS = {
  unsupported_media: { retryable: false },
  no_audio_stream: { retryable: false },
  audio_not_found: { retryable: false },
  audio_too_long: { retryable: false },
  timeout: { retryable: true },
  canceled: { retryable: false },
  engine_crashed: { retryable: true },
  engine_unavailable: { retryable: true },
  provider_rejected: { retryable: false },
  provider_unavailable: { retryable: true },
  dependency_failed: { retryable: false },
  worker_lost: { retryable: true },
  internal: { retryable: true },
} as const satisfies Record<string, { retryable: boolean }>;

export type JobErrorCode = keyof typeof JOB_ERRORS;

export interface JobErrorOptions extends ErrorOptions {
  /** Whoever failed us asks to be left alone for so long. */
  readonly retryAfterSeconds?: number;
}

/** An attempt failed for a reason we know. */
export class JobError extends DomainError {
  readonly retryable: boolean;
  readonly retryAfterSeconds: number;

  constructor(
    readonly code: JobErrorCode,
    message: string,
    options: JobErrorOptions = {},
  ) {
    super(message, options);
    this.retryable = JOB_ERRORS[code].retryable;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 0;
  }

  /** Anything that was thrown, as a job error: what we did not foresee is `internal`. */
  static from(error: unknown): JobError {
    if (error instanceof JobError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new JobError('internal', message, { cause: error });
  }
}
