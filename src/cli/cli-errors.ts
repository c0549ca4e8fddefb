/** What the shell is told: documented in docs/cli.md. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** An error that is the message to the user, without a stack. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}

export class UsageError extends CliError {
  constructor(message: string) {
    super(message, EXIT.usage);
  }
}

export class CannotWriteError extends CliError {
  constructor(path: string, cause: unknown) {
    // What follows the reason names files that nobody asked for: `EACCES: permission denied, open '…'`.
    super(`${path} cannot be written: ${(cause as Error).message.split(',')[0]}`);
  }
}

export class UnreachableError extends CliError {
  constructor(url: string, cause: unknown) {
    super(
      `Steno does not answer at ${url} (${reasonOf(cause)}). Is it running? Start it with "npm start", or name another one in STENO_URL.`,
      EXIT.unreachable,
    );
  }
}

/** An answer of the service that refuses the request. */
export class RefusedError extends CliError {
  constructor(
    readonly status: number,
    /** The stable code of the problem, such as `job_not_found`. */
    readonly code: string,
    detail: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(status === 401 ? `${detail} Put the key of the service in STENO_KEY.` : `${detail} [${code}]`);
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
