import { DomainError } from '../errors/domain-error.js';

/**
 * - `database_unavailable`: it does not answer, does not let us in, or could not be started; the message says why.
 * - `data_dir_in_use`: another living Steno owns the embedded database of this DATA_DIR.
 * - `data_dir_incompatible`: what lies in DATA_DIR/postgres cannot be served by this program as it runs now:
 *   another major version, another owner, not a cluster, a lost password.
 */
export type DatabaseErrorCode = 'database_unavailable' | 'data_dir_in_use' | 'data_dir_incompatible';

export class DatabaseError extends DomainError {
  constructor(
    readonly code: DatabaseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
