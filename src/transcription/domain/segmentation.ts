import { SAMPLE_RATE, type SpeechSegment } from './segment.js';
import { SampleBuffer } from './segmentation-buffer.js';

export interface SegmentationSettings {
  /** No segment is longer, its padding included. */
  readonly maxSeconds: number;
  /** Speech is packed up to this length, pauses included. */
  readonly targetSeconds: number;
  /** A longer pause ends a segment. At least twice the padding. */
  readonly maxPauseSeconds: number;
  /** Kept of the silence before and after the speech of a segment. */
  readonly paddingSeconds: number;
  /** A segment with less speech is dropped: a click, a cough. */
  readonly minSpeechSeconds: number;
}

/** A stretch of speech, in samples. */
interface Region {
  readonly start: number;
  readonly end: number;
}

/** How far back the detector may date the start or the end of speech. */
export const MAX_LOOKBACK_SECONDS = 1;

/** Speech without a pause is cut within this part of the longest segment: neither half comes out tiny. */
const CUT_FROM = 0.4;
const CUT_TO = 0.85;

/** A cut goes through the quietest stretch of this length. */
const CUT_WINDOW_SECONDS = 0.05;

/** The detector dates speech to within so much: a caption is early rather than late. */
export const SPEECH_MARGIN_SECONDS = 0.2;

const toSamples = (seconds: number): number => Math.round(seconds * SAMPLE_RATE);
const length = (region: Region): number => region.end - region.start;

/**
 * Packs a recording into segments of speech while it is read.
 *
 * Its reader appends the samples and says where speech starts and ends. Stretches of speech go into one segment,
 * with the pauses between them, until the next one would take it past the target; the segment then ends at a long
 * and late pause. Speech without a pause is cut where it is quietest. Segments come in order, none is longer than
 * the maximum, every sample is in at most one, and they depend on the recording alone, not on the chunks in which
 * it is read. Memory is bounded by the longest segment, not by the recording.
 */
export class SegmentPacker {
  private readonly buffer = new SampleBuffer();
  private readonly padding: number;
  private readonly maxPause: number;
  private readonly minSpeech: number;
  private readonly maxSpan: number;
  private readonly target: number;
  /** Speech that has ended and is in no segment yet. */
  private regions: Region[] = [];
  /** Where the speech that goes on started. */
  private openStart: number | null = null;
  /** Where the speech of the last segment ended. */
  private packedEnd = -Infinity;
  private nextIndex = 0;
  private ready: SpeechSegment[] = [];

  constructor(settings: SegmentationSettings) {
    this.padding = toSamples(settings.paddingSeconds);
    this.maxPause = Math.max(toSamples(settings.maxPauseSeconds), 2 * this.padding);
    this.minSpeech = toSamples(settings.minSpeechSeconds);
    this.maxSpan = toSamples(settings.maxSeconds) - 2 * this.padding;
    this.target = Math.min(toSamples(settings.targetSeconds), this.maxSpan);
  }

  append(samples: Float32Array): void {
    this.buffer.append(samples);
    this.packOpenSpeech();
    if (this.openStart === null && this.knownSilence() - this.lastEnd() > this.maxPause) this.emitAll();
    this.buffer.discardBefore(this.firstNeeded());
  }

  /** Speech began at this sample, at most {@link MAX_LOOKBACK_SECONDS} ago. */
  speechStarted(position: number): void {
    const start = Math.max(position, this.lastEnd(), 0);
    if (start - this.lastEnd() > this.maxPause) this.emitAll();
    this.openStart = start;
  }

  /** Speech ended before this sample, at most {@link MAX_LOOKBACK_SECONDS} ago. */
  speechEnded(position: number): void {
    if (this.openStart === null) return;
    this.packUntil(position);
    if (position > this.openStart) this.regions.push({ start: this.openStart, end: position });
    this.openStart = null;
  }

  /** The recording is over: what is left becomes segments. */
  end(): void {
    this.speechEnded(this.buffer.end);
    this.emitAll();
  }

  /** The segments that were found since the last call. */
  take(): SpeechSegment[] {
    const taken = this.ready;
    this.ready = [];
    return taken;
  }

  private packOpenSpeech(): void {
    if (this.openStart !== null) this.packUntil(this.knownSilence());
  }

  /** Makes segments of what is too much for one, given that the open speech goes on until `end` at least. */
  private packUntil(end: number): void {
    while (this.openStart !== null) {
      const first = this.regions[0];
      if (first && end - first.start > this.target) this.emit(this.bestSplit(this.openStart));
      else if (!first && end - this.openStart > this.maxSpan) this.cutOpenSpeech(this.openStart);
      else return;
    }
  }

  /** How many regions the next segment takes: it ends before a long pause, rather a late one. */
  private bestSplit(openStart: number): number {
    const first = this.regions[0];
    let best = 1;
    let bestScore = -1;
    for (const [index, region] of this.regions.entries()) {
      const next = this.regions[index + 1]?.start ?? openStart;
      const span = region.end - (first?.start ?? 0);
      const score = (next - region.end) * (span / this.target);
      if (score >= bestScore) [best, bestScore] = [index + 1, score];
    }
    return best;
  }

  private cutOpenSpeech(start: number): void {
    const from = start + Math.round(this.maxSpan * CUT_FROM);
    const to = start + Math.round(this.maxSpan * CUT_TO);
    const cut = this.buffer.quietestPoint(from, to, toSamples(CUT_WINDOW_SECONDS));
    this.regions.push({ start, end: cut });
    this.openStart = cut;
    this.emitAll();
  }

  private emitAll(): void {
    if (this.regions.length > 0) this.emit(this.regions.length);
  }

  /** Makes one segment of the first regions. Neighbours share a pause that is too short for both paddings. */
  private emit(count: number): void {
    const taken = this.regions.splice(0, count);
    const start = taken[0]?.start ?? 0;
    const end = taken.at(-1)?.end ?? start;
    const next = this.regions[0]?.start ?? this.openStart ?? Infinity;
    const from = Math.max(0, start - Math.min(this.padding, Math.floor((start - this.packedEnd) / 2)));
    const to = Math.min(this.buffer.end, end + Math.min(this.padding, Math.floor((next - end) / 2)));
    this.packedEnd = end;
    if (taken.reduce((sum, region) => sum + length(region), 0) < this.minSpeech) return;
    this.ready.push({
      index: this.nextIndex++,
      channel: 0,
      startSeconds: from / SAMPLE_RATE,
      endSeconds: to / SAMPLE_RATE,
      speechStartSeconds: Math.max(from, start - toSamples(SPEECH_MARGIN_SECONDS)) / SAMPLE_RATE,
      speechEndSeconds: Math.min(to, end + toSamples(SPEECH_MARGIN_SECONDS)) / SAMPLE_RATE,
      samples: this.buffer.slice(from, to),
    });
  }

  /** Where the last known speech ended. */
  private lastEnd(): number {
    return this.regions.at(-1)?.end ?? this.packedEnd;
  }

  /** No start or end of speech before this sample will be reported any more. */
  private knownSilence(): number {
    return this.buffer.end - toSamples(MAX_LOOKBACK_SECONDS);
  }

  private firstNeeded(): number {
    const speech = this.regions[0]?.start ?? this.openStart ?? Infinity;
    return Math.min(speech, this.knownSilence()) - this.padding;
  }
}
