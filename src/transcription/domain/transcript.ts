import type { Transcript } from './job.js';
import type { Hypothesis, SpeechSegment, TranscribedSegment } from './segment.js';
import { wellFormedText } from './text.js';

/** What was heard in a segment, placed where it is spoken in the recording. Times are rounded to milliseconds. */
export function transcribedSegment(segment: SpeechSegment, hypothesis: Hypothesis): TranscribedSegment {
  const offset = segment.startSeconds;
  return {
    index: segment.index,
    channel: segment.channel,
    start: milliseconds(segment.speechStartSeconds),
    end: milliseconds(segment.speechEndSeconds),
    text: wellFormedText(hypothesis.text).trim(),
    ...(hypothesis.words && {
      words: hypothesis.words.map(({ word, start, end }) => ({
        word: wellFormedText(word),
        start: milliseconds(offset + start),
        end: milliseconds(offset + end),
      })),
    }),
  };
}

/** Puts the finished segments of a recording together. Segments in which nothing was said are left out. */
export function assembleTranscript(
  segments: readonly TranscribedSegment[],
  about: Omit<Transcript, 'text' | 'segments'>,
): Transcript {
  const spoken = segments
    .filter((segment) => segment.text !== '')
    .toSorted((a, b) => a.index - b.index)
    .map((segment, index) => ({ ...segment, index }));
  return { ...about, text: spoken.map((segment) => segment.text).join(' '), segments: spoken };
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

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
