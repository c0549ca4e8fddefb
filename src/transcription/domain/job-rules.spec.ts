import { describe, expect, it } from 'vitest';
import { brokenRules } from './job-rules.js';

const DAY_MS = 86_400_000;
const circle: Record<string, unknown> = {};
circle['self'] = circle;

const fieldsOf = (submission: object) => brokenRules(submission).map(({ field }) => field);

describe('a submission', () => {
  it('may leave out everything, and have each field at its limits', () => {
    expect(brokenRules({ jobId: undefined })).toEqual([]);
    const most = {
      audioFilePath: '/'.repeat(4096),
      jobId: 'x'.repeat(128),
      priority: 'low',
      timeoutSeconds: 86_400,
      retryCount: 100,
      retryDelaysSeconds: Array.from({ length: 100 }, () => 86_400),
      retryBackoff: 'exponential',
      model: 'm',
      language: 'en',
      meta: { text: 'x'.repeat(8192 - '{"text":""}'.length) },
      dependsOn: Array.from({ length: 100 }, (_, index) => `job-${index}`),
      start: { at: new Date(Date.now() + 366 * DAY_MS) },
      resultTtlSeconds: -1,
      failureTtlSeconds: 0,
    };
    expect(brokenRules(most)).toEqual([]);
    expect(brokenRules({ start: { delaySeconds: 0.5 }, retryDelaysSeconds: [0.1], dependsOn: [] })).toEqual(
      [],
    );
  });

  it.each<[string, unknown[]]>([
    ['audioFilePath', ['', null, 7, '/'.repeat(4097)]],
    ['jobId', ['', 'a b', '..', 'x'.repeat(129), 7, null]],
    ['priority', ['urgent', '', 1]],
    ['timeoutSeconds', [0, 1.5, '60', 86_401, Number.NaN]],
    ['retryCount', [-1, 101, 0.5, '3']],
    ['retryDelaysSeconds', [60, [], ['60'], [-1], [86_401], Array.from({ length: 101 }, () => 1)]],
    ['retryBackoff', ['linear']],
    ['model', ['', 'x'.repeat(129)]],
    ['language', ['e', 'x'.repeat(9)]],
    ['meta', ['{}', [], null, { a: 'x'.repeat(8192) }, { a: '\u0000' }, { a: '\ud800' }, { a: 1n }, circle]],
    ['meta', [new Date(), JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)]],
    ['dependsOn', ['one', ['a b'], [1], Array.from({ length: 101 }, (_, index) => `job-${index}`)]],
    [
      'start',
      [{}, { delaySeconds: '1); DROP TABLE jobs' }, { delaySeconds: -1 }, { delaySeconds: Infinity }],
    ],
    [
      'start',
      [{ at: '2026-11-23T18:00:00Z' }, { at: new Date('no time') }, { at: new Date(), delaySeconds: 1 }],
    ],
    ['start', [{ at: new Date(Date.now() + 367 * DAY_MS) }, 3600, null]],
    ['resultTtlSeconds', [-2, 0.5, '86400', 316_224_001]],
    ['failureTtlSeconds', [-2]],
  ])('whose %s cannot be used is told so', (field, values) => {
    for (const value of values) expect([value, fieldsOf({ [field]: value })]).toEqual([value, [field]]);
  });

  it('is told of all that is wrong, of fields that there are not, too', () => {
    const problems = brokenRules({ retry_count: 3, timeoutSeconds: 0, toString: 'x' });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^there is no retry_count; there are audioFilePath, jobId, .*retryCount/),
      'timeoutSeconds must be a whole number of seconds from 1 to 86400',
      expect.stringMatching(/^there is no toString; /),
    ]);
  });
});
