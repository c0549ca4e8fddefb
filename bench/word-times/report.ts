import type { Finding } from '../findings.js';
import { median, quantile } from '../statistics.js';
import { textTable } from '../text-table.js';
import type { KindErrors } from './measure.js';

const MEDIAN_MAX_MS = 120;

export function findings(kinds: readonly KindErrors[]): Finding[] {
  const medianMs = median(allOf(kinds));
  return [
    {
      promise: `error of word times, median < ${MEDIAN_MAX_MS} ms`,
      measured: `${medianMs.toFixed(0)} ms`,
      kept: medianMs < MEDIAN_MAX_MS,
    },
  ];
}

export function wordTimesTables(kinds: readonly KindErrors[]): string {
  const all = {
    name: 'all',
    recordings: sumOf(kinds, ({ recordings }) => recordings),
    words: sumOf(kinds, ({ words }) => words),
    unmatched: kinds.flatMap(({ unmatched }) => unmatched),
    startErrorsMs: kinds.flatMap(({ startErrorsMs }) => startErrorsMs),
    endErrorsMs: kinds.flatMap(({ endErrorsMs }) => endErrorsMs),
  };
  const wordTimes = new Set(kinds.flatMap((kind) => kind.wordTimes));
  return [
    `word times of the service: ${[...wordTimes].join(', ')}`,
    textTable([
      [
        'error (ms)',
        'recordings',
        'words',
        'matched',
        'starts p50',
        'p90',
        'ends p50',
        'p90',
        'both p50',
        'p90',
      ],
      ...[...kinds, all].map((kind) => [
        kind.name,
        String(kind.recordings),
        String(kind.words),
        `${(100 * (1 - kind.unmatched.length / kind.words)).toFixed(1)} %`,
        ...spread(kind.startErrorsMs),
        ...spread(kind.endErrorsMs),
        ...spread(allOf([kind])),
      ]),
    ]),
    ...kinds.map(({ name, unmatched }) => `unmatched, ${name}: ${unmatched.length}  ${unmatched.join(' ')}`),
  ].join('\n\n');
}

function spread(errorsMs: readonly number[]): string[] {
  const sizes = errorsMs.map(Math.abs);
  return [median(sizes), quantile(sizes, 0.9)].map((value) => value.toFixed(0));
}

/** Sizes of the errors of starts and ends. */
function allOf(kinds: readonly Pick<KindErrors, 'startErrorsMs' | 'endErrorsMs'>[]): number[] {
  return kinds.flatMap(({ startErrorsMs, endErrorsMs }) => [...startErrorsMs, ...endErrorsMs].map(Math.abs));
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
