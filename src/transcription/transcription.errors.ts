import { DomainError } from '../errors/domain-error.js';
import type { JobFailure } from './domain/job.js';
import type { JobStatus } from './domain/job-state.js';
import { AUTO_LANGUAGE, type ModelLanguageSet } from './domain/spoken-language.js';

export class JobNotFoundError extends DomainError {
  readonly code = 'job_not_found';
  constructor(id: string) {
    super(`There is no job ${id}.`);
  }
}

export class JobIdTakenError extends DomainError {
  readonly code = 'job_id_taken';
  constructor(id: string) {
    super(`There is a job ${id} already, and it was asked for in another way. Choose another job_id.`);
  }
}

export class JobEndedError extends DomainError {
  readonly code = 'job_ended';
  constructor(id: string, status: JobStatus) {
    super(`Job ${id} is ${status}: there is nothing to cancel.`);
  }
}

export class JobNotEndedError extends DomainError {
  readonly code = 'job_not_ended';
  constructor(id: string, status: JobStatus) {
    super(`Job ${id} is ${status}: only an ended job can be deleted. Cancel it first.`);
  }
}

export class JobNeededError extends DomainError {
  readonly code = 'job_needed';
  constructor(id: string) {
    super(`Other jobs are just being told how job ${id} ended. Try again in a few seconds.`);
  }
}

export class JobNotRequeueableError extends DomainError {
  readonly code = 'job_not_requeueable';
  constructor(id: string, status: JobStatus) {
    super(`Job ${id} is ${status}: only a failed or canceled job can run again.`);
  }
}

export class DependencyNotFoundError extends DomainError {
  readonly code = 'dependency_not_found';
  constructor(ids: readonly string[]) {
    super(`There is no job ${ids.join(', ')} to depend on. Submit what a job depends on before the job.`);
  }
}

export class TranscriptNotReadyError extends DomainError {
  readonly code = 'transcript_not_ready';
  constructor(id: string, status: JobStatus) {
    super(`Job ${id} is ${status}: only a finished job has a transcript.`);
  }
}

export class JobFailedError extends DomainError {
  readonly code = 'job_failed';
  constructor(id: string, failure: Pick<JobFailure, 'code' | 'message'> | null) {
    super(`Job ${id} failed and has no transcript${failure ? `: ${failure.code}. ${failure.message}` : '.'}`);
  }
}

export class JobCanceledError extends DomainError {
  readonly code = 'job_canceled';
  constructor(id: string) {
    super(`Job ${id} was canceled and has no transcript.`);
  }
}

export class TooManyJobsError extends DomainError {
  readonly code = 'too_many_jobs';
  constructor(limit: number) {
    super(`${limit} jobs wait or run already. Try again later.`);
  }
}

export class QueueNotFoundError extends DomainError {
  readonly code = 'queue_not_found';
  constructor(name: string, known: readonly string[]) {
    super(`There is no queue ${name}. There are ${known.join(', ')}.`);
  }
}

export class LanguageNotSupportedError extends DomainError {
  readonly code = 'language_not_supported';
  constructor(model: string, language: string, { codes, found }: ModelLanguageSet) {
    const known = found ? [...codes, AUTO_LANGUAGE] : codes;
    super(
      language === AUTO_LANGUAGE
        ? `The model ${model} cannot find out which language is spoken. Name one of ${known.join(', ')}.`
        : `The model ${model} has no language ${language}. It has ${known.join(', ')}.`,
    );
  }
}

/** Of a job for a provider, whose languages nobody here knows. */
export class LanguageCodeError extends DomainError {
  readonly code = 'language_not_supported';
  constructor(language: string) {
    super(`There is no language ${language}: a code of ISO 639-1 is wanted, such as en.`);
  }
}

export class ModelNotServedError extends DomainError {
  readonly code = 'model_not_served';
  constructor(model: string, known: readonly string[]) {
    super(`There is no model ${model} here. There is ${known.join(', ')}.`);
  }
}

export type TranscriptionErrorCode = (
  | JobNotFoundError
  | JobIdTakenError
  | JobEndedError
  | JobNotEndedError
  | JobNeededError
  | JobNotRequeueableError
  | DependencyNotFoundError
  | TranscriptNotReadyError
  | JobFailedError
  | JobCanceledError
  | TooManyJobsError
  | QueueNotFoundError
  | LanguageNotSupportedError
  | LanguageCodeError
  | ModelNotServedError
)['code'];
