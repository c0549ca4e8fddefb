import type { Correction, Transcript } from './job.js';
import type { TranscribedSegment, Word } from './segment.js';
import { wordSeparator } from './text.js';
import { thousandths } from './thousandths.js';
import { weakestWordTimes } from './transcript.js';

/** What a lexicon makes of the text of one segment. */
export interface SegmentRevision {
  readonly text: string;
  /** In order, by the characters of the text before; they do not overlap. */
  readonly changes: readonly { readonly start: number; readonly end: number; readonly to: string }[];
}

/** A transcript with a revision for each of its segments. The words keep their times. */
export function correctedTranscript(
  transcript: Transcript,
  corrected: { readonly revisions: readonly SegmentRevision[]; readonly corrections: readonly Correction[] },
): Transcript {
  const segments = transcript.segments.map(({ alternatives: _, ...segment }, index) => {
    const revision = corrected.revisions[index];
    return revision && revision.changes.length > 0 ? correctedSegment(segment, revision) : segment;
  });
  return {
    ...transcript,
    text: segments.map(({ text }) => text).join(wordSeparator(transcript.language)),
    wordTimes: weakestWordTimes(segments),
    segments,
    corrections: corrected.corrections,
  };
}

function correctedSegment(
  segment: TranscribedSegment,
  { text, changes }: SegmentRevision,
): TranscribedSegment {
  const { words, wordTimes } = segment;
  if (!words || !wordTimes) return { ...segment, text };
  const corrected = correctedWords(words, segment.text, changes);
  const asMany = corrected.length === words.length;
  return { ...segment, text, words: corrected, wordTimes: asMany ? wordTimes : 'estimated' };
}

interface PlacedWord {
  readonly word: Word;
  readonly start: number;
  readonly end: number;
}

function correctedWords(
  words: readonly Word[],
  text: string,
  changes: SegmentRevision['changes'],
): readonly Word[] {
  const placed = placedIn(text, words);
  const result: Word[] = [];
  let at = 0;
  for (const change of changes) {
    for (; placed[at] && (placed[at] as PlacedWord).end <= change.start; at += 1) {
      result.push((placed[at] as PlacedWord).word);
    }
    const from = at;
    while (placed[at] && (placed[at] as PlacedWord).start < change.end) at += 1;
    const replaced = placed.slice(from, at);
    const [first, last] = [replaced[0], replaced.at(-1)];
    if (!first || !last) continue;
    const written =
      text.slice(first.start, Math.max(first.start, change.start)) +
      change.to +
      text.slice(Math.min(last.end, change.end), last.end);
    result.push(
      ...retimed(
        written.split(/\s+/),
        replaced.map(({ word }) => word),
      ),
    );
  }
  return [...result, ...placed.slice(at).map(({ word }) => word)];
}

/** Where each word stands in the text, one after the other. One that is not found takes no room. */
function placedIn(text: string, words: readonly Word[]): PlacedWord[] {
  let at = 0;
  return words.map((word) => {
    const found = text.indexOf(word.text.trim(), at);
    const start = found < 0 ? at : found;
    at = found < 0 ? at : found + word.text.trim().length;
    return { word, start, end: at };
  });
}

/** As many words as before keep their times; others share the time of all by their letters. */
function retimed(texts: readonly string[], heard: readonly Word[]): Word[] {
  if (texts.length === heard.length)
    return heard.map((word, index) => ({ ...word, text: texts[index] ?? '' }));
  const [first, last] = [heard[0] as Word, heard.at(-1) as Word];
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  let before = 0;
  const timeAt = (count: number) =>
    thousandths(first.startSeconds + ((last.endSeconds - first.startSeconds) * count) / letters);
  return texts.map((text) => {
    const startSeconds = timeAt(before);
    before += text.length;
    return { text, startSeconds, endSeconds: before === letters ? last.endSeconds : timeAt(before) };
  });
}
