import { DomainError } from '../errors/domain-error.js';

/** The variable that a port comes from. */
export type PortSetting = 'PORT' | 'WORKER_HEALTH_PORT';

/** The port of a process cannot be opened. Another start may find it free: it is no error of the configuration. */
export class CannotListenError extends DomainError {
  readonly code = 'cannot_listen';

  /** Of what `listen` failed with; null for what is no matter of port or address. */
  static from(error: unknown, setting: PortSetting, port: number): CannotListenError | null {
    const why = reasons(setting, port)[String((error as NodeJS.ErrnoException).code)];
    return why === undefined ? null : new CannotListenError(`Steno cannot start: ${why}`, { cause: error });
  }
}

function reasons(setting: PortSetting, port: number): Readonly<Record<string, string>> {
  const noAddress = 'HOST is no address of this machine.';
  return {
    EADDRINUSE: `port ${port} is taken. End what has it, or set ${setting} to another.`,
    EACCES: `port ${port} may not be opened by this user. Set ${setting} to one from 1024 on.`,
    EADDRNOTAVAIL: noAddress,
    ENOTFOUND: noAddress,
  };
}
