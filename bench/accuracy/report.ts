import { textTable } from '../text-table.js';
import type { Accuracy, Comparison, Heard, Score } from './accuracy.js';
import type { Change } from './baseline.js';
import { wordsAtBorders } from './borders.js';
import { percent } from './counted.js';
import { englishWords } from './english-words.js';

type Row = readonly string[];

/** Word error rates in percent; `whole` is the whole recording decoded in one piece. */
export function scoreRows(scores: readonly Score[]): Row[] {
  return [
    [
      'WER in %',
      'recordings',
      'words',
      'service',
      ...comparisonHead('≤ 20 s'),
      ...comparisonHead('20–150 s'),
    ],
    ...scores.map(({ name, recordings, words, utterances, longer }) => [
      name,
      String(recordings),
      String(words.of),
      percent(words).toFixed(2),
      ...comparisonCells(utterances),
      ...comparisonCells(longer),
    ]),
  ];
}

/** What is not about which words were heard. */
export function otherRows({ letters, marks, invented, borders }: Accuracy): Row[] {
  return [
    ['', 'count', 'among'],
    ['letters with the wrong case', String(letters.errors), `${letters.of} words heard right`],
    ['wrong punctuation marks', String(marks.errors), `${marks.of} words heard right`],
    ['invented words', String(invented.words), `${invented.recordings} recordings without speech`],
    [
      'seconds of invented words',
      invented.seconds.toFixed(1),
      `${invented.recordings} recordings without speech`,
    ],
    ['words doubled at borders', String(borders.doubled), `${borders.borders} borders in long recordings`],
    ['words dropped at borders', String(borders.dropped), `${borders.borders} borders in long recordings`],
  ];
}

export function changeTable(changes: readonly Change[]): string {
  const number = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1));
  return textTable([
    ['beside the committed table', 'committed', 'among', 'now', 'among', 'allowed', ''],
    ...changes.map(({ name, committed, now, allowed, verdict }) => [
      name,
      number(committed.errors),
      number(committed.of),
      number(now.errors),
      number(now.of),
      number(allowed),
      verdict === 'kept' ? '' : verdict.toUpperCase(),
    ]),
  ]);
}

/** What was heard where nobody speaks. */
export function inventions(silent: readonly Heard[]): string {
  return silent
    .filter(({ serviceText }) => serviceText.trim() !== '')
    .map(({ recording, serviceText }) => `${recording.file}: ${serviceText}`)
    .join('\n');
}

/** Every word that was doubled or dropped at a border between segments. */
export function borderWords(long: readonly Heard[]): string {
  return long
    .flatMap(({ recording, segments }) =>
      wordsAtBorders(
        recording.reference ?? '',
        segments.map(({ text }) => text),
      ).map(({ kind, words, around }) => `${recording.file}: ${kind} "${words}" in "${around}"`),
    )
    .join('\n');
}

/** The recordings on which the two disagree, as their words are compared. */
export function differences(heard: readonly Heard[]): string {
  const words = (text: string | null) => (text === null ? '–' : englishWords(text).join(' '));
  return heard
    .filter(({ wholeText, serviceText }) => words(wholeText) !== words(serviceText))
    .map(({ recording, wholeText, serviceText }) =>
      [
        recording.file,
        `  reference  ${words(recording.reference)}`,
        `  whole      ${words(wholeText)}`,
        `  service    ${words(serviceText)}`,
      ].join('\n'),
    )
    .join('\n');
}

function comparisonHead(lengths: string): Row {
  return [`${lengths}: words`, 'service', 'whole'];
}

function comparisonCells({ words, serviceErrors, wholeErrors }: Comparison): Row {
  if (words === 0) return ['', '', ''];
  const rate = (errors: number) => percent({ errors, of: words }).toFixed(2);
  return [String(words), rate(serviceErrors), rate(wholeErrors)];
}
