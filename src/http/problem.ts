import type { FieldProblem as FieldAtFault } from '../errors/validation-failed.error.js';
import { ApiInteger } from './api-properties.js';

/** RFC 9457 problem details, with a stable `code` for programs and `errors` for the fields of a request. */
export class Problem {
  /**
   * Always `about:blank`: `code` tells the kind.
   * @example 'about:blank'
   */
  type!: string;

  /**
   * What the status means.
   * @example 'Unprocessable Entity'
   */
  title!: string;

  /**
   * The HTTP status.
   * @example 422
   */
  @ApiInteger()
  status!: number;

  /**
   * Stable: what a program matches on.
   * @example 'validation_failed'
   */
  code!: string;

  /**
   * For people: what was wrong and what to do.
   * @example 'The request has fields that Steno cannot use.'
   */
  detail!: string;

  /**
   * The path that was asked for.
   * @example '/v1/jobs'
   */
  instance!: string;

  /** With `validation_failed`: which fields, and why. */
  errors?: FieldProblem[];
}

export class FieldProblem implements FieldAtFault {
  /**
   * Name of the field; a dot leads into an object.
   * @example 'timeout'
   */
  field!: string;

  /**
   * What was expected.
   * @example 'timeout must not be less than 1'
   */
  message!: string;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';
