import type { FieldProblem } from '../../errors/validation-failed.error.js';
import { type FieldRule, list, number, oneOf, text, whole } from './field-rule.js';
import { JOB_ID } from './job-id.js';
import { CHANNEL_MODES, JOB_PRIORITIES, KEPT_FOR_EVER, RETRY_BACKOFFS } from './job.js';
import { isShallow, isWellFormed } from './json-value.js';

const DAY_SECONDS = 86_400;
const TTL_MAX_SECONDS = 10 * 366 * DAY_SECONDS;
const START_MAX_DAYS = 366;
const START_MAX_SECONDS = START_MAX_DAYS * DAY_SECONDS;
const PATH_MAX_LENGTH = 4096;
const DELAYS_MAX = 100;
const DEPENDENCIES_MAX = 100;
const META_MAX_BYTES = 8192;
const META_MAX_DEPTH = 32;

/** A job may not start for so many seconds. */
export const DELAY: FieldRule = number(0, START_MAX_SECONDS, `seconds from 0 to ${START_MAX_SECONDS}`);

/** A `Date` before which it may not start; one that is past is now. */
export const START_TIME: FieldRule = {
  expected: `a time within ${START_MAX_DAYS} days`,
  accepts: (value) => value instanceof Date && value.getTime() - Date.now() <= START_MAX_SECONDS * 1000,
  schema: { type: 'string', format: 'date-time' },
};

/**
 * The rule of each field of a submission, by its name in `JobSubmission`: over HTTP and from other modules alike. A
 * submission has no other fields.
 */
export const JOB_RULES = {
  audioFilePath: text(1, PATH_MAX_LENGTH),
  jobId: {
    expected: '1 to 128 of A-Z a-z 0-9 . _ : -',
    accepts: isId,
    schema: { type: 'string', pattern: JOB_ID.source },
  },
  priority: oneOf(JOB_PRIORITIES),
  timeoutSeconds: whole(1, DAY_SECONDS, `a whole number of seconds from 1 to ${DAY_SECONDS}`),
  retryCount: whole(0, 100, 'a whole number from 0 to 100'),
  retryDelaysSeconds: list(
    number(0, DAY_SECONDS, ''),
    1,
    DELAYS_MAX,
    `a list of 1 to ${DELAYS_MAX} numbers of seconds from 0 to ${DAY_SECONDS}, such as [10,60,300]`,
  ),
  retryBackoff: oneOf(RETRY_BACKOFFS),
  model: text(1, 128),
  language: text(2, 8),
  channels: oneOf(CHANNEL_MODES),
  lexiconId: text(1, 128),
  apiKeyId: text(1, 64),
  meta: {
    expected: `a JSON object of at most ${META_MAX_BYTES} bytes and ${META_MAX_DEPTH} levels, without NUL characters`,
    accepts: isMeta,
    schema: { type: 'object', additionalProperties: true },
  },
  dependsOn: list(
    { expected: '', accepts: isId, schema: { type: 'string' } },
    0,
    DEPENDENCIES_MAX,
    `a list of at most ${DEPENDENCIES_MAX} job ids`,
  ),
  start: {
    expected: `{ delaySeconds } with ${DELAY.expected}, or { at } with ${START_TIME.expected}`,
    accepts: isStart,
    schema: { oneOf: [DELAY.schema, START_TIME.schema] },
  },
  resultTtlSeconds: timeToLive(),
  failureTtlSeconds: timeToLive(),
} as const satisfies Readonly<Record<string, FieldRule>>;

/** What is wrong with a submission, field by field; empty when nothing is. What is undefined counts as absent. */
export function brokenRules(submission: object): FieldProblem[] {
  const rules: Readonly<Record<string, FieldRule>> = JOB_RULES;
  return Object.entries(submission).flatMap(([field, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (!rule) return { field, message: `there is no ${field}; there are ${Object.keys(rules).join(', ')}` };
    return rule.accepts(value) ? [] : { field, message: `${field} must be ${rule.expected}` };
  });
}

function timeToLive(): FieldRule {
  const expected = `a whole number of seconds from 0 to ${TTL_MAX_SECONDS}, or ${KEPT_FOR_EVER} for ever`;
  return whole(KEPT_FOR_EVER, TTL_MAX_SECONDS, expected);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && JOB_ID.test(value);
}

function isStart(value: unknown): boolean {
  const entries = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  const [name, start] = entries[0] ?? [];
  if (entries.length !== 1) return false;
  return name === 'at' ? START_TIME.accepts(start) : name === 'delaySeconds' && DELAY.accepts(start);
}

/** What becomes of it in the database is judged, not what it is here: a `Date` in it is the text of its time. */
function isMeta(value: unknown): boolean {
  const json = jsonOf(value);
  if (json === undefined || !json.startsWith('{')) return false;
  if (new TextEncoder().encode(json).length > META_MAX_BYTES) return false;
  const kept: unknown = JSON.parse(json);
  return isShallow(kept, META_MAX_DEPTH) && isWellFormed(kept);
}

/** Undefined for what JSON cannot hold: a circle, a `BigInt`, a function. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
