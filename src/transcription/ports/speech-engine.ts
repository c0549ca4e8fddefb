import type { JobPriority } from '../domain/job.js';
import type { Hypothesis, SpeechSegment } from '../domain/segment.js';

/** A term that an engine is asked to listen for. */
export interface BiasTerm {
  readonly term: string;
  /** How much likelier than others it is to be said: 1 is neutral, up to 10. */
  readonly boost: number;
}

export interface RecognitionRequest {
  readonly jobId: string;
  readonly priority: JobPriority;
  /** A model of the catalogue. */
  readonly model: string;
  /** ISO 639-1. */
  readonly language: string;
  /**
   * The terms of the job's lexicon, the same ones in every attempt; absent without one. An engine that cannot listen for
   * terms, or not for so many, does without: what it mishears is corrected afterwards.
   */
  readonly bias?: readonly BiasTerm[];
}

/** One job's way to the engine. Many sessions share the recognisers. */
export interface RecognitionSession {
  /**
   * Waits for a free recogniser and decodes one segment. Call it for several segments at once: a long recording
   * uses every idle recogniser. Throws `JobError` `engine_crashed` when the recogniser died or hung on it,
   * `engine_unavailable` when there is none; rejects with `signal.reason` when the session is aborted.
   */
  transcribe(segment: SpeechSegment): Promise<Hypothesis>;
  /**
   * How much likelier than `heard` each of `texts` is to be what is said in a segment that was just transcribed: differences
   * in log likelihood, in nats. For the terms of a lexicon. Fails as `transcribe` does. Absent where an engine cannot tell.
   */
  compare?(segment: SpeechSegment, heard: string, texts: readonly string[]): Promise<readonly number[]>;
  /** Drops what still waits. Idempotent. */
  close(): void;
}

export abstract class SpeechEngine {
  /** No segment handed to `transcribe` may be longer: past it quality or speed falls. */
  abstract readonly maxSegmentSeconds: number;

  /** How many segments one job should keep in flight so that no recogniser idles. */
  abstract readonly segmentsInFlight: number;

  abstract openSession(request: RecognitionRequest, signal: AbortSignal): RecognitionSession;
}
