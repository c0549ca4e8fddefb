import type { Transcript } from './job.js';
import type {
  Hypothesis,
  Phrase,
  SpeechSegment,
  TimedWords,
  TranscribedSegment,
  WordTimes,
} from './segment.js';
import { wellFormedText, wordSeparator } from './text.js';
import { thousandths } from './thousandths.js';

/** What was heard in a segment, placed where it is spoken in the recording. Times are rounded to milliseconds. */
export function transcribedSegment(segment: SpeechSegment, hypothesis: Hypothesis): TranscribedSegment {
  return {
    index: segment.index,
    channel: segment.channel,
    start: thousandths(segment.speechStartSeconds),
    end: thousandths(segment.speechEndSeconds),
    text: wellFormedText(hypothesis.text).trim(),
    ...(hypothesis.language !== undefined && { language: hypothesis.language }),
    ...(hypothesis.alternatives && { alternatives: hypothesis.alternatives }),
    ...placedWords(hypothesis, segment.startSeconds),
    ...(hypothesis.phrases && {
      phrases: hypothesis.phrases.map((phrase) => placedPhrase(phrase, segment.startSeconds)),
    }),
  };
}

function placedPhrase({ start, end, text, ...timed }: Phrase, offsetSeconds: number): Phrase {
  return {
    start: thousandths(offsetSeconds + start),
    end: thousandths(offsetSeconds + end),
    text: wellFormedText(text).trim(),
    ...placedWords(timed, offsetSeconds),
  };
}

function placedWords({ words, wordTimes }: TimedWords, offsetSeconds: number): TimedWords {
  if (!words || !wordTimes) return {};
  return {
    wordTimes,
    words: words.map(({ text, startSeconds, endSeconds }) => ({
      text: wellFormedText(text),
      startSeconds: thousandths(offsetSeconds + startSeconds),
      endSeconds: thousandths(offsetSeconds + endSeconds),
    })),
  };
}

/**
 * Puts the finished segments of a recording together, in order of time. Those in which nothing was said are left out; the
 * phrases of a long one become segments of their own.
 */
export function assembleTranscript(
  segments: readonly TranscribedSegment[],
  about: Omit<Transcript, 'text' | 'wordTimes' | 'segments'>,
): Transcript {
  const spoken = segments
    .flatMap(phrasesOf)
    .filter((segment) => segment.text !== '')
    .toSorted((a, b) => a.start - b.start || a.index - b.index)
    .map((segment, index) => ({ ...segment, index }));
  return {
    ...about,
    text: spoken.map((segment) => segment.text).join(wordSeparator(about.language)),
    wordTimes: weakestWordTimes(spoken),
    segments: spoken,
  };
}

function phrasesOf({ phrases, ...segment }: TranscribedSegment): TranscribedSegment[] {
  const { index, channel, language } = segment;
  const about = { index, channel, ...(language !== undefined && { language }) };
  return phrases ? phrases.map((phrase) => ({ ...about, ...phrase })) : [segment];
}

/** Null when no segment has words. */
export function weakestWordTimes(segments: readonly TimedWords[]): WordTimes | null {
  const kinds = new Set(segments.map(({ wordTimes }) => wordTimes));
  if (kinds.has('estimated')) return 'estimated';
  return kinds.has('measured') ? 'measured' : null;
}

/**
 * How much of the recording is done, 0 to 1: up to the first segment that is missing. A recording whose end is
 * not known yet counts as not finished.
 */
export function progressOf(finishedEnds: readonly (number | undefined)[], durationSeconds: number): number {
  if (durationSeconds <= 0) return 0;
  const missing = finishedEnds.indexOf(undefined);
  const contiguous = missing === -1 ? finishedEnds : finishedEnds.slice(0, missing);
  return Math.min(1, (contiguous.at(-1) ?? 0) / durationSeconds);
}
