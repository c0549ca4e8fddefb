import type { Transcript } from '../job.js';
import { speakerOf } from '../speaker.js';
import { balancedLines, LineFiller, type CaptionSize } from './caption-lines.js';
import { scheduleCues } from './caption-times.js';
import { breakCost, endsSentence } from './phrase-breaks.js';
import { type SpokenPiece, spokenPieces } from './spoken-pieces.js';

export interface CaptionLayout {
  /** In characters. */
  readonly maxLineWidth: number;
  readonly maxLineCount: number;
  /** No cue stays longer than this. */
  readonly maxCueSeconds: number;
}

/** 42 characters, 2 lines and 7 seconds are what broadcasters ask for (Netflix English Timed Text Style Guide). */
export const DEFAULT_CAPTION_LAYOUT: CaptionLayout = { maxLineWidth: 42, maxLineCount: 2, maxCueSeconds: 7 };

export interface CaptionCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
  /** Null when nobody told the speakers apart. */
  readonly speaker: string | null;
}

/** A longer silence is not bridged by a cue. */
const MAX_PAUSE_IN_CUE_MS = 1_000;

/** What is weighed against the cost of a break: one more cue, a cue that is too short to read … */
const CUE_COST = 1.5;
const TOO_SHORT_COST = 8;
/** … one that shows words before a pause that are said after it … */
const PAUSE_COST_PER_MS = 0.005;
/** … one that stays empty for the most part … */
const EMPTY_COST = 0.8;
/** … and words that are torn from their sentence: at most so many of them, at either end; one alone. */
const FRAGMENT_WORDS = 2;
const FRAGMENT_COST = 2;
const ORPHAN_COST = 4;

/** A cue is read in no less. */
export const MIN_CUE_MS = 1_000;

/**
 * The captions of a transcript, in order of time; none is empty, none overlaps the next. Each speaker's words are
 * grouped for themselves: of all ways to cut them into cues that fit, the one that disturbs a reader least.
 *
 * `labelWidth`: characters that the name of a speaker takes of the first line.
 */
export function captionCues(
  transcript: Transcript,
  layout: CaptionLayout,
  labelWidth: (speaker: string) => number = () => 0,
): CaptionCue[] {
  const { language, segments } = transcript;
  const channels = new Set(segments.map(({ channel }) => channel));
  const cues = [...channels].flatMap((channel) => {
    const spoken = segments.filter((segment) => segment.channel === channel);
    const speaker = speakerOf(transcript, channel);
    const indent = speaker === null ? 0 : labelWidth(speaker);
    const size = { ...layout, indent: Math.min(indent, layout.maxLineWidth - 1) };
    const pieces = spoken.flatMap((segment) =>
      spokenPieces(segment, language, layout.maxLineWidth - size.indent),
    );
    return stretches(pieces).flatMap((stretch) =>
      new CueGrouping(stretch, size, layout.maxCueSeconds * 1000, language).cues(speaker),
    );
  });
  const inTime = cues.toSorted((a, b) => a.startMs - b.startMs);
  const maxMs = layout.maxCueSeconds * 1000;
  const endMs = transcript.durationSeconds * 1000;
  return scheduleCues(inTime, { minMs: Math.min(MIN_CUE_MS, maxMs), maxMs, endMs });
}

/** Speech between silences that are too long for one cue. */
function stretches(pieces: readonly SpokenPiece[]): SpokenPiece[][] {
  const found: SpokenPiece[][] = [];
  let endMs = -Infinity;
  for (const piece of pieces) {
    const stretch = found.at(-1);
    if (stretch && piece.startMs - endMs <= MAX_PAUSE_IN_CUE_MS) stretch.push(piece);
    else found.push([piece]);
    endMs = piece.endMs;
  }
  return found;
}

/** The pieces of a stretch before `to`, cut into cues for as little as possible; the last one starts at `from`. */
interface Grouping {
  readonly cost: number;
  readonly from: number;
}

class CueGrouping {
  /** Characters before each piece. */
  private readonly offsets: readonly number[];
  /** Milliseconds of pauses before each piece. */
  private readonly pauses: readonly number[];
  /** Of a break after each piece. */
  private readonly breakCosts: readonly number[];
  private readonly sentenceEnds: readonly boolean[];

  constructor(
    private readonly pieces: readonly SpokenPiece[],
    private readonly size: CaptionSize,
    private readonly maxCueMs: number,
    language: string,
  ) {
    let offset = 0;
    this.offsets = [0, ...pieces.map(({ text }) => (offset += text.length))];
    let pause = 0;
    this.pauses = pieces.map(
      ({ startMs }, index) => (pause += startMs - (pieces[index - 1]?.endMs ?? startMs)),
    );
    this.breakCosts = pieces.map(({ text }, index) =>
      breakCost(text, pieces[index + 1]?.text ?? '', language),
    );
    this.sentenceEnds = pieces.map(({ text }, index) => index === pieces.length - 1 || endsSentence(text));
  }

  cues(speaker: string | null): CaptionCue[] {
    const best = this.cheapest();
    const cues: CaptionCue[] = [];
    for (let to = this.pieces.length; to > 0; to = best[to]?.from ?? 0) {
      cues.push(this.cue(best[to]?.from ?? 0, to, speaker));
    }
    return cues.toReversed();
  }

  private cheapest(): Grouping[] {
    const best: Grouping[] = [{ cost: 0, from: 0 }];
    for (let from = 0; from < this.pieces.length; from++) {
      const before = best[from]?.cost ?? Infinity;
      const filler = new LineFiller(this.size);
      for (let to = from + 1; to <= this.pieces.length; to++) {
        const fits =
          filler.add(this.textOf(to - 1)) <= this.size.maxLineCount &&
          this.spokenMs(from, to) <= this.maxCueMs;
        if (!fits && to > from + 1) break;
        const cost = before + this.costOf(from, to);
        if (cost < (best[to]?.cost ?? Infinity)) best[to] = { cost, from };
      }
    }
    return best;
  }

  private costOf(from: number, to: number): number {
    const width = (this.offsets[to] ?? 0) - (this.offsets[from] ?? 0);
    const empty = Math.max(0, 1 - width / (this.size.maxLineWidth * this.size.maxLineCount));
    const missingMs = Math.max(0, MIN_CUE_MS - this.availableMs(from, to));
    return (
      CUE_COST +
      EMPTY_COST * empty ** 2 +
      TOO_SHORT_COST * (missingMs / MIN_CUE_MS) +
      PAUSE_COST_PER_MS * ((this.pauses[to - 1] ?? 0) - (this.pauses[from] ?? 0)) +
      this.fragmentCost(from, to) +
      (to < this.pieces.length ? (this.breakCosts[to - 1] ?? 0) : 0)
    );
  }

  /** Of a sentence that ends just after the cue begins, or begins just before it ends. */
  private fragmentCost(from: number, to: number): number {
    const opensSentence = this.endsSentence(from - 1);
    const closesSentence = this.endsSentence(to - 1);
    if (to - from === 1) return opensSentence && closesSentence ? 0 : ORPHAN_COST;
    let cost = 0;
    for (let words = 1; words <= FRAGMENT_WORDS && words < to - from; words++) {
      if (!opensSentence && this.endsSentence(from + words - 1)) cost += FRAGMENT_COST / words;
      if (!closesSentence && this.endsSentence(to - words - 1)) cost += FRAGMENT_COST / words;
    }
    return cost;
  }

  /** Also before the first piece. */
  private endsSentence(index: number): boolean {
    return this.sentenceEnds[index] ?? true;
  }

  private cue(from: number, to: number, speaker: string | null): CaptionCue {
    const pieces = this.pieces.slice(from, to);
    return {
      startMs: pieces[0]?.startMs ?? 0,
      endMs: pieces.at(-1)?.endMs ?? 0,
      lines: balancedLines(
        pieces.map(({ text }) => text),
        this.breakCosts.slice(from, to),
        this.size,
      ),
      speaker,
    };
  }

  private spokenMs(from: number, to: number): number {
    return (this.pieces[to - 1]?.endMs ?? 0) - (this.pieces[from]?.startMs ?? 0);
  }

  /** Until the next cue. */
  private availableMs(from: number, to: number): number {
    return (this.pieces[to]?.startMs ?? Infinity) - (this.pieces[from]?.startMs ?? 0);
  }

  private textOf(index: number): string {
    return this.pieces[index]?.text ?? '';
  }
}
