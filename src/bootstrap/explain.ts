import { DomainError } from '../errors/domain-error.js';

/** What an operator reads when the program could not start. A stack only where we did not foresee the error. */
export function explain(error: unknown, usage: string): string {
  if (error instanceof DomainError) return error.message;
  if (error instanceof TypeError && isArgumentError(error)) return `${error.message}\n\n${usage}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Of `parseArgs`, or of our own rules about flags. */
function isArgumentError(error: TypeError & { code?: string }): boolean {
  return error.code?.startsWith('ERR_PARSE_ARGS') ?? error.message.startsWith('--');
}
