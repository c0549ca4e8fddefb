import { DomainError } from '../errors/domain-error.js';

/** What an operator reads when the program could not start. A stack only where we did not foresee the error. */
export function explain(error: unknown, usage: string): string {
  if (error instanceof DomainError) return error.message;
  if (error instanceof TypeError && isArgumentError(error)) return `${error.message}\n\n${usage}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Of `sysexits.h`, EX_CONFIG. The units of systemd do not start a process again that ended with it. */
const EXIT_CONFIG = 78;

const CONFIG_ERRORS = new Set(['bad_configuration', 'unknown_queue', 'model_unknown']);

/** 78 when flags or environment are at fault, so that another start would end the same; 1 otherwise. */
export function exitCodeOf(error: unknown): number {
  const isConfigError = error instanceof DomainError && CONFIG_ERRORS.has(error.code);
  return isConfigError || (error instanceof TypeError && isArgumentError(error)) ? EXIT_CONFIG : 1;
}

/** Of `parseArgs`, or of our own rules about flags. */
function isArgumentError(error: TypeError & { code?: string }): boolean {
  return error.code?.startsWith('ERR_PARSE_ARGS') ?? error.message.startsWith('--');
}
