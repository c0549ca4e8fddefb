import type { ChannelMode } from '../domain/job.js';
import type { SpeechSegment } from '../domain/segment.js';

/** What decides how a recording is cut, apart from the recording and the segmenter. */
export interface SegmentationCut {
  /** No segment is longer. */
  readonly maxSegmentSeconds: number;
  /** `separate`: the channels are cut each for itself; what is heard on several of them is in one alone. */
  readonly channels: ChannelMode;
}

export interface SegmentationRequest extends SegmentationCut {
  readonly jobId: string;
  /** Absolute path of the recording. Trusted as a path, not in its content. */
  readonly path: string;
  /** A longer recording ends with `audio_too_long`, before or while it is decoded. */
  readonly maxAudioSeconds: number;
  /** Segments with a lower index are found but not sent: they are in the checkpoint. */
  readonly firstIndex: number;
}

export type SegmentationEvent =
  /** First, exactly once. The duration is measured, not taken from a header; decoding may still correct it. */
  | { readonly type: 'opened'; readonly durationSeconds: number }
  | { readonly type: 'segment'; readonly segment: SpeechSegment }
  /** Last, exactly once: the duration of what was really decoded. */
  | { readonly type: 'ended'; readonly durationSeconds: number };

/**
 * Finds the speech in a recording. The recording is hostile until proven otherwise, so an implementation decodes
 * it outside of the worker's process, with limits.
 *
 * The iterable is lazy: it runs no more than a few segments ahead of its reader. Leaving the loop or aborting
 * `signal` frees all it holds. Throws `JobError` `unsupported_media`, `no_audio_stream`, `audio_not_found` or
 * `audio_too_long`; a crash of the decoder on this file is `unsupported_media`; a limit of memory
 * or a hang is too. `engine_unavailable` when no process can be started. Rejects with `signal.reason` when aborted.
 */
export abstract class Segmenter {
  /**
   * Names all that decides how a recording is cut, apart from the recording: two segmenters with the same settings give
   * the same segments.
   */
  abstract settings(cut: SegmentationCut): string;

  abstract segment(request: SegmentationRequest, signal: AbortSignal): AsyncIterable<SegmentationEvent>;
}
