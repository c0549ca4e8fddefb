import { type Transcript, UNDETERMINED_LANGUAGE } from '../job.js';
import type { TranscribedSegment } from '../segment.js';
import { balancedLines, breakablePieces, fitsCaption, widthOf, type CaptionSize } from './caption-lines.js';
import { printableText } from './printable-text.js';

export interface CaptionLayout extends CaptionSize {
  /** No cue stays longer than this. */
  readonly maxCueSeconds: number;
}

/** 42 characters, 2 lines and 7 seconds are what broadcasters ask for (Netflix English Timed Text Style Guide). */
export const DEFAULT_CAPTION_LAYOUT: CaptionLayout = { maxLineWidth: 42, maxLineCount: 2, maxCueSeconds: 7 };

export interface CaptionCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/**
 * The captions of a transcript, in order of time; none is empty, none overlaps the next.
 *
 * Inside of a segment the times are estimates: engines here give times of segments alone, so each cue gets the
 * share of the segment's time that its text has of the segment's characters.
 */
export function captionCues(transcript: Transcript, layout: CaptionLayout): CaptionCue[] {
  const inTime = transcript.segments.toSorted((a, b) => a.start - b.start || a.channel - b.channel);
  const language = transcript.language ?? UNDETERMINED_LANGUAGE;
  return withoutOverlap(inTime.flatMap((segment) => cuesOf(segment, language, layout)));
}

function cuesOf(segment: TranscribedSegment, language: string, layout: CaptionLayout): CaptionCue[] {
  const text = printableText(segment.text);
  if (!text) return [];
  const msPerCharacter = ((segment.end - segment.start) * 1000) / text.length;
  const maxCueMs = layout.maxCueSeconds * 1000;
  const cues: CaptionCue[] = [];
  let rest = breakablePieces(text, language, layout.maxLineWidth);
  let startMs = segment.start * 1000;
  while (rest.length > 0) {
    const count = piecesOfNextCue(rest, layout, maxCueMs / msPerCharacter);
    const pieces = rest.slice(0, count);
    const spokenMs = pieces.join('').length * msPerCharacter;
    cues.push({
      startMs: Math.round(startMs),
      endMs: Math.round(startMs + Math.min(spokenMs, maxCueMs)),
      lines: balancedLines(pieces, layout.maxLineWidth),
    });
    startMs += spokenMs;
    rest = rest.slice(count);
  }
  return cues;
}

/** As many as fit; of these, up to the last good place to stop if that is in their second half. */
function piecesOfNextCue(rest: readonly string[], size: CaptionSize, maxCharacters: number): number {
  let count = 1;
  while (count < rest.length) {
    const longer = rest.slice(0, count + 1);
    if (widthOf(longer.join('')) > maxCharacters || !fitsCaption(longer, size)) break;
    count++;
  }
  if (count === rest.length) return count;
  const half = Math.ceil(count / 2);
  for (const stop of [SENTENCE_END, CLAUSE_END]) {
    const at = rest.slice(half - 1, count).findLastIndex((piece) => stop.test(piece));
    if (at >= 0) return half + at;
  }
  return count;
}

const SENTENCE_END = /[.!?…。！？][\p{Pe}\p{Pf}"']*\s*$/u;
const CLAUSE_END = /[,;:–—、，；：][\p{Pe}\p{Pf}"']*\s*$/u;

/** A cue makes room for the one after it; of two that start together, the second one waits for a millisecond. */
function withoutOverlap(cues: readonly CaptionCue[]): CaptionCue[] {
  let freeFromMs = 0;
  return cues.map((cue, index) => {
    const startMs = Math.max(cue.startMs, freeFromMs);
    const nextStartMs = cues[index + 1]?.startMs ?? Infinity;
    const endMs = Math.max(startMs + 1, Math.min(cue.endMs, nextStartMs));
    freeFromMs = endMs;
    return { ...cue, startMs, endMs };
  });
}
