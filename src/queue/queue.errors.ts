import { DomainError } from '../errors/domain-error.js';

/** The store of the queue could not be reached, or refused, in time. Nothing is lost: the database has the job. */
export class QueueUnavailableError extends DomainError {
  readonly code = 'queue_unavailable';

  constructor(what: string, cause: unknown) {
    super(`The queue is not available: ${what}.`, { cause });
  }
}

/** `--queue` names a queue that does not exist. */
export class UnknownQueueError extends DomainError {
  readonly code = 'unknown_queue';

  constructor(unknown: readonly string[], valid: readonly string[]) {
    super(`There is no queue ${quoted(unknown)}. The queues are ${quoted(valid)}.`);
  }
}

/** The worker's processors and the queues it consumes do not match one to one. */
export class ProcessorMismatchError extends DomainError {
  readonly code = 'processor_mismatch';

  constructor(problems: readonly string[], valid: readonly string[]) {
    super(`Each queue needs exactly one processor: ${problems.join('; ')}. The queues are ${quoted(valid)}.`);
  }
}

/** Something that Steno did not write lies in one of its queues. */
export class MalformedQueueEntryError extends DomainError {
  readonly code = 'malformed_queue_entry';

  constructor(bullId: string | undefined) {
    super(`Queue entry ${bullId ?? '(no id)'} is not one of Steno's; it is dropped.`);
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
