import type { Transcript } from './job.js';
import type { Hypothesis, Phrase, SpeechSegment, TranscribedSegment } from './segment.js';
import { wellFormedText } from './text.js';

/** What was heard in a segment, placed where it is spoken in the recording. Times are rounded to milliseconds. */
export function transcribedSegment(segment: SpeechSegment, hypothesis: Hypothesis): TranscribedSegment {
  const { words, phrases, language } = hypothesis;
  const place = ({ text, start, end, words: own }: Phrase): Phrase => ({
    start: milliseconds(segment.startSeconds + start),
    end: milliseconds(segment.startSeconds + end),
    text: wellFormedText(text).trim(),
    ...(own && {
      words: own.map((word) => ({
        word: wellFormedText(word.word),
        start: milliseconds(segment.startSeconds + word.start),
        end: milliseconds(segment.startSeconds + word.end),
      })),
    }),
  });
  return {
    ...place({ text: hypothesis.text, start: 0, end: 0, ...(words && { words }) }),
    index: segment.index,
    channel: segment.channel,
    start: milliseconds(segment.speechStartSeconds),
    end: milliseconds(segment.speechEndSeconds),
    ...(phrases && { phrases: phrases.map(place) }),
    ...(language !== undefined && { language }),
  };
}

/**
 * Puts the finished segments of a recording together. Segments in which nothing was said are left out; the phrases of a
 * long one become segments of their own. Where no language was asked for it is the one that most was said in.
 */
export function assembleTranscript(
  segments: readonly TranscribedSegment[],
  about: Omit<Transcript, 'text' | 'segments'>,
): Transcript {
  const spoken = segments.filter(({ text }) => text !== '').toSorted((a, b) => a.index - b.index);
  return {
    ...about,
    language: about.language ?? languageOf(spoken),
    text: spoken.map(({ text }) => text).join(' '),
    segments: spoken.flatMap(withoutPhrases).map((segment, index) => ({ ...segment, index })),
  };
}

function withoutPhrases({ phrases, language: _, ...segment }: TranscribedSegment): TranscribedSegment[] {
  const { index, channel } = segment;
  return phrases ? phrases.map((phrase) => ({ index, channel, ...phrase })) : [segment];
}

function languageOf(segments: readonly TranscribedSegment[]): string | null {
  const seconds = new Map<string, number>();
  for (const { language, start, end } of segments) {
    if (language !== undefined) seconds.set(language, (seconds.get(language) ?? 0) + end - start);
  }
  return [...seconds].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
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
