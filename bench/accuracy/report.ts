import { textTable } from '../text-table.js';
import { englishWords } from './english-words.js';
import type { Heard, Score } from './score.js';

export function scoreTable(scores: readonly Score[]): string {
  const percent = (value: number) => value.toFixed(2);
  return textTable([
    ['WER in %', 'recordings', 'words', 'raw', 'service', 'difference'],
    ...scores.map(({ name, recordings, words, rawWer, serviceWer }) => [
      name,
      String(recordings),
      String(words),
      percent(rawWer),
      percent(serviceWer),
      percent(serviceWer - rawWer),
    ]),
  ]);
}

export function inventedWords(silent: readonly Heard[]): string {
  const count = (text: string) => String(englishWords(text).length);
  return textTable([
    ['words heard where nobody speaks', 'raw', 'service'],
    ...silent.map(({ recording, rawText, serviceText }) => [
      recording.file,
      count(rawText),
      count(serviceText),
    ]),
  ]);
}

/** The recordings on which the two disagree, as their words are compared. */
export function differences(heard: readonly Heard[]): string {
  const words = (text: string) => englishWords(text).join(' ');
  return heard
    .filter(({ rawText, serviceText }) => words(rawText) !== words(serviceText))
    .map(({ recording, rawText, serviceText }) =>
      [
        recording.file,
        `  reference  ${words(recording.reference ?? '')}`,
        `  raw        ${words(rawText)}`,
        `  service    ${words(serviceText)}`,
      ].join('\n'),
    )
    .join('\n');
}
