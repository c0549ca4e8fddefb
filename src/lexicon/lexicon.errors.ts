import { DomainError } from '../errors/domain-error.js';

export class LexiconNotFoundError extends DomainError {
  readonly code = 'lexicon_not_found';
  constructor(reference: string) {
    super(`There is no lexicon ${reference}.`);
  }
}

export class LexiconIdTakenError extends DomainError {
  readonly code = 'lexicon_id_taken';
  constructor(id: string) {
    super(`There is a lexicon ${id} already. PUT /v1/lexicons/${id} gives it a new version.`);
  }
}

/** Of a job that names a lexicon that is not there. */
export class LexiconUnknownError extends DomainError {
  readonly code = 'lexicon_unknown';
  constructor(reference: string) {
    super(`There is no lexicon ${reference}. Create it before the job, or leave lexicon_id out.`);
  }
}

export type LexiconErrorCode = (LexiconNotFoundError | LexiconIdTakenError | LexiconUnknownError)['code'];
