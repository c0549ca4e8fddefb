import type { Recording } from '../recordings.js';
import { englishWords } from './english-words.js';
import { wordErrorRate, wordErrors, type WordErrors } from './word-errors.js';

/** A recording and what the two ways made of it. */
export interface Heard {
  readonly recording: Recording;
  readonly rawText: string;
  readonly serviceText: string;
}

/** Word error rates in percent. */
export interface Score {
  readonly name: string;
  readonly recordings: number;
  readonly words: number;
  readonly rawWer: number;
  readonly serviceWer: number;
}

export function score(name: string, heard: readonly Heard[]): Score {
  const raw = heard.map(({ recording, rawText }) => errorsIn(recording, rawText));
  const service = heard.map(({ recording, serviceText }) => errorsIn(recording, serviceText));
  return {
    name,
    recordings: heard.length,
    words: raw.reduce((sum, { referenceWords }) => sum + referenceWords, 0),
    rawWer: wordErrorRate(raw),
    serviceWer: wordErrorRate(service),
  };
}

/** One score for each set and for each tag, the largest first. */
export function scoreGroups(heard: readonly Heard[]): Score[] {
  const groups = new Map<string, Heard[]>();
  for (const one of heard) {
    const names = new Set([`set ${one.recording.set}`, ...one.recording.tags.map((tag) => `tag ${tag}`)]);
    for (const name of names) groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].map(([name, members]) => score(name, members)).toSorted((a, b) => b.words - a.words);
}

function errorsIn(recording: Recording, text: string): WordErrors {
  return wordErrors(englishWords(recording.reference ?? ''), englishWords(text));
}
