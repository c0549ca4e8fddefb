import { HttpException } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import { isDatabaseAway } from '../errors/database-away.js';
import { statusOf } from './error-status.js';
import { ValidationFailedError } from '../errors/validation-failed.error.js';
import { DatabaseUnavailableError, UnsupportedContentTypeError } from './http.errors.js';
import { codeOf, type ProblemCore } from './problem-body.js';

/** Details that help more than those of Fastify and of its plugin for forms, by the `code` of their errors. */
const DETAILS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The path is no valid URL: each % has to begin the escape of a UTF-8 byte, such as %20.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is longer than any id.',
  FST_ERR_CTP_BODY_TOO_LARGE:
    'The body is too large: a lexicon has at most 8 MiB, other JSON 64 KiB. Send a recording as multipart/form-data.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty, although its content type is application/json.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
};

/** What a form may not have: its fields are at fault, as with any other that cannot be used. */
const FORM_FAULTS: Readonly<Record<string, { field: string; message: string }>> = {
  FST_FILES_LIMIT: { field: 'file', message: 'the form has more than one file: a job has one recording' },
  FST_REQ_FILE_TOO_LARGE: { field: 'file', message: 'the file is too large' },
  FST_FIELDS_LIMIT: { field: '', message: 'the form has too many fields' },
  FST_PARTS_LIMIT: { field: '', message: 'the form has too many parts' },
  FST_PROTO_VIOLATION: { field: '', message: 'the form has a field whose name is not allowed' },
  FST_INVALID_JSON_FIELD_ERROR: {
    field: '',
    message: 'a part of the form says that it is application/json, and is not valid JSON',
  },
};

/** What they are is in `errors`. */
const FIELDS_AT_FAULT = 'The request has fields that Steno cannot use.';

/** The problem that an error is to a client; null for one that we did not foresee. */
export function describeError(error: unknown): ProblemCore | null {
  const fastifyCode = fastifyCodeOf(error);
  const fault = FORM_FAULTS[fastifyCode];
  if (fault) return describeError(new ValidationFailedError([fault]));
  if (fastifyCode === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return describeError(new UnsupportedContentTypeError());
  if (error instanceof DomainError) return ofDomain(error);
  if (isDatabaseAway(error)) return ofDomain(new DatabaseUnavailableError({ cause: error }));
  const status = statusCodeOf(error);
  if (status === undefined || status >= 500) return null;
  return { status, code: codeOf(status), detail: DETAILS[fastifyCode] ?? (error as Error).message };
}

function ofDomain(error: DomainError): ProblemCore | null {
  const status = statusOf(error.code);
  if (status === undefined) return null;
  const core = { status, code: error.code, detail: error.message };
  return error instanceof ValidationFailedError
    ? { ...core, detail: FIELDS_AT_FAULT, errors: [...error.errors] }
    : core;
}

/** Of Nest's own errors and of Fastify's, which carry a `statusCode`. */
export function statusCodeOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

/** Nest wraps an error of Fastify's in one of its own. */
function fastifyCodeOf(error: unknown): string {
  const { code } = ((error instanceof HttpException ? error.cause : error) ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
