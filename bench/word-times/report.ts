import type { Finding } from '../findings.js';
import { median, quantile } from '../statistics.js';
import { textTable } from '../text-table.js';
import type { KindErrors } from './measure.js';

const MEDIAN_MAX_MS = 120;

export function findings(kinds: readonly KindErrors[]): Finding[] {
  return [...kinds, together(kinds)].map((kind) => {
    const medianMs = median(sizesOf(kind));
    return {
      promise: `error of word times, ${kind.name}, median < ${MEDIAN_MAX_MS} ms`,
      measured: `${medianMs.toFixed(0)} ms`,
      kept: medianMs < MEDIAN_MAX_MS,
    };
  });
}

export function wordTimesTables(kinds: readonly KindErrors[]): string {
  return [
    `word times of the service: ${together(kinds).wordTimes.join(', ')}`,
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
      ...[...kinds, together(kinds)].map((kind) => [
        kind.name,
        String(kind.recordings),
        String(kind.words),
        `${(100 * (1 - kind.unmatched.length / kind.words)).toFixed(1)} %`,
        ...spread(kind.startErrorsMs),
        ...spread(kind.endErrorsMs),
        ...spread(sizesOf(kind)),
      ]),
    ]),
    ...kinds.map(
      ({ name, unmatched }) => `unmatched, ${name}: ${[unmatched.length, ...unmatched].join(' ')}`,
    ),
  ].join('\n\n');
}

function spread(errorsMs: readonly number[]): string[] {
  const sizes = errorsMs.map(Math.abs);
  return [median(sizes), quantile(sizes, 0.9)].map((value) => value.toFixed(0));
}

/** Of starts and ends. */
function sizesOf({ startErrorsMs, endErrorsMs }: KindErrors): number[] {
  return [...startErrorsMs, ...endErrorsMs].map(Math.abs);
}

function together(kinds: readonly KindErrors[]): KindErrors {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    name: 'all',
    recordings: sum(kinds.map(({ recordings }) => recordings)),
    words: sum(kinds.map(({ words }) => words)),
    unmatched: kinds.flatMap(({ unmatched }) => unmatched),
    startErrorsMs: kinds.flatMap(({ startErrorsMs }) => startErrorsMs),
    endErrorsMs: kinds.flatMap(({ endErrorsMs }) => endErrorsMs),
    wordTimes: [...new Set(kinds.flatMap(({ wordTimes }) => wordTimes))],
  };
}
