/**
 * The base of every error that Steno raises on purpose. `code` is stable: clients, tests and operators match on
 * it, the message is for people and says what to do next. The core throws these; the HTTP edge alone decides
 * which status a code has.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
