/** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
const PASSING_SQL_STATE = /^(08|53|57)/;
const SQL_STATE = /^[0-9A-Z]{5}$/;

/** What connections fail with: to find the host, to be made, to last. */
const SOCKET = /^(connect|getaddrinfo|read)$/;

/** What the drivers say without a code when a connection could not be had in time, or broke. */
const NO_CONNECTION = /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout)/;

/**
 * Whether PostgreSQL is out of reach, going down or out of means, as its drivers tell it: asking again later may help. What
 * the server said has an SQLSTATE; what has none never got an answer.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { driverError } = (error ?? {}) as { driverError?: unknown };
  if (driverError === undefined) return isConnectFailure(error);
  return mayPass(driverError);
}

/** The same of what a driver threw, whatever it is. */
export function mayPass(driverError: unknown): boolean {
  const { code } = (driverError ?? {}) as { code?: unknown };
  return !isSqlState(code) || PASSING_SQL_STATE.test(code);
}

/** An error that a connection could not be made comes as it is; for a host with several addresses, with one for each. */
function isConnectFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.every(isConnectFailure);
  const { code, severity, syscall } = error as { code?: unknown; severity?: unknown; syscall?: unknown };
  if (severity !== undefined && isSqlState(code)) return true;
  return SOCKET.test(String(syscall)) || NO_CONNECTION.test(error.message);
}

function isSqlState(code: unknown): code is string {
  return typeof code === 'string' && SQL_STATE.test(code);
}
