import type { Recording } from '../recordings.js';
import { wordsAtBorders } from './borders.js';
import { total, type Counted } from './counted.js';
import { englishWords } from './english-words.js';
import { GROUPS, groupsOf } from './groups.js';
import { wordErrors } from './word-errors.js';
import { compareWrittenForm } from './written-form.js';

/** A recording and what the two ways made of it. */
export interface Heard {
  readonly recording: Recording;
  /** Decoded in one piece; null where it is too long for that. */
  readonly wholeText: string | null;
  readonly serviceText: string;
  readonly segments: readonly HeardSegment[];
}

export interface HeardSegment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The service beside decoding the whole recording, over the same recordings. */
export interface Comparison {
  readonly recordings: number;
  readonly words: number;
  readonly serviceErrors: number;
  readonly wholeErrors: number;
}

export interface Score {
  readonly name: string;
  readonly recordings: number;
  /** Of the service, over all its recordings. */
  readonly words: Counted;
  /** Recordings of the length that the model was made for: segmentation can only lose there. */
  readonly utterances: Comparison;
  /** Longer ones, as far as they can be decoded whole at all. */
  readonly longer: Comparison;
}

/** Every figure that is committed and watched. */
export interface Accuracy {
  readonly model: string;
  readonly scores: readonly Score[];
  /** With the wrong case, by the words that were heard right. */
  readonly letters: Counted;
  /** Of punctuation, missing or of another kind, by the words that were heard right. */
  readonly marks: Counted;
  /** Where nobody speaks. */
  readonly invented: { readonly recordings: number; readonly words: number; readonly seconds: number };
  /** Of the long recordings. */
  readonly borders: { readonly borders: number; readonly doubled: number; readonly dropped: number };
}

/** Past this the model begins to fail on a whole recording. */
export const UTTERANCE_MAX_SECONDS = 20;

export function measureAccuracy(model: string, spoken: readonly Heard[], silent: readonly Heard[]): Accuracy {
  const written = spoken.flatMap(
    ({ recording, serviceText }) => compareWrittenForm(recording.reference ?? '', serviceText) ?? [],
  );
  return {
    model,
    scores: [
      ...GROUPS.map((group) => score(group, inGroup(spoken, group))),
      score(
        'primary',
        spoken.filter(({ recording }) => recording.primary),
      ),
      score('all', spoken),
    ],
    letters: total(written.map(({ letters }) => letters)),
    marks: total(written.map(({ marks }) => marks)),
    invented: inventedIn(silent),
    borders: bordersIn(inGroup(spoken, 'long')),
  };
}

export function inGroup(heard: readonly Heard[], group: (typeof GROUPS)[number]): Heard[] {
  return heard.filter(({ recording }) => groupsOf(recording).includes(group));
}

function score(name: string, heard: readonly Heard[]): Score {
  const isUtterance = ({ recording }: Heard) => recording.seconds <= UTTERANCE_MAX_SECONDS;
  return {
    name,
    recordings: heard.length,
    words: total(heard.map(({ recording, serviceText }) => errorsIn(recording, serviceText))),
    utterances: compare(heard.filter(isUtterance)),
    longer: compare(heard.filter((one) => !isUtterance(one))),
  };
}

function compare(heard: readonly Heard[]): Comparison {
  const decodedWhole = heard.flatMap(({ recording, serviceText, wholeText }) =>
    wholeText === null
      ? []
      : [{ service: errorsIn(recording, serviceText), whole: errorsIn(recording, wholeText) }],
  );
  const service = total(decodedWhole.map((one) => one.service));
  return {
    recordings: decodedWhole.length,
    words: service.of,
    serviceErrors: service.errors,
    wholeErrors: total(decodedWhole.map((one) => one.whole)).errors,
  };
}

function errorsIn(recording: Recording, text: string): Counted {
  return wordErrors(englishWords(recording.reference ?? ''), englishWords(text));
}

function inventedIn(silent: readonly Heard[]): Accuracy['invented'] {
  const segments = silent.flatMap((one) => one.segments).filter(({ text }) => text.trim() !== '');
  return {
    recordings: silent.length,
    words: segments.reduce((sum, { text }) => sum + englishWords(text).length, 0),
    seconds: segments.reduce((sum, { start, end }) => sum + end - start, 0),
  };
}

function bordersIn(long: readonly Heard[]): Accuracy['borders'] {
  const found = long.flatMap(({ recording, segments }) =>
    wordsAtBorders(
      recording.reference ?? '',
      segments.map(({ text }) => text),
    ),
  );
  const words = (kind: string) =>
    found.filter((one) => one.kind === kind).flatMap((one) => one.words.split(' ')).length;
  return {
    borders: long.reduce((sum, { segments }) => sum + Math.max(0, segments.length - 1), 0),
    doubled: words('doubled'),
    dropped: words('dropped'),
  };
}
