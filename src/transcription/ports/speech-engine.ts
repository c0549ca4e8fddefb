import type { JobPriority } from '../domain/job.js';
import type { Hypothesis, SpeechSegment } from '../domain/segment.js';

/** A term of a lexicon. */
export interface SoughtTerm {
  readonly term: string;
  /** What it is misheard as, spelled out: further ways to say it. */
  readonly soundsLike: readonly string[];
  /** How much likelier than others it is to be said: 1 is neutral. */
  readonly boost: number;
}

export interface RecognitionRequest {
  readonly jobId: string;
  readonly priority: JobPriority;
  /** A model of the catalogue; with a provider key, of the provider. */
  readonly model: string;
  /** ISO 639, or `AUTO_LANGUAGE`. */
  readonly language: string;
  /** The stored provider key to run with. Null: on this machine. */
  readonly apiKeyId: string | null;
  /**
   * Terms that may well be said, those of the job's lexicon, the likeliest first; empty without one. A hint, for engines that
   * can make something of it.
   */
  readonly terms: readonly SoughtTerm[];
}

/** One job's way to the engine. Many sessions share the recognisers, or the requests that a provider is sent at once. */
export interface RecognitionSession {
  /**
   * Waits for a free recogniser and decodes one segment. Call it for several segments at once: a long recording
   * uses every idle recogniser. Throws `JobError` `engine_crashed` when the recogniser died or hung on it,
   * `engine_unavailable` when there is none, `provider_rejected` or `provider_unavailable` when a provider said no or
   * nothing; rejects with `signal.reason`, at once, when the session is aborted.
   */
  transcribe(segment: SpeechSegment): Promise<Hypothesis>;
  /**
   * How much of what this session could use it has just now, from 0 to 1: less than 1 only while segments of it wait because
   * others have the recognisers, or the turns at a provider. Absent: 1.
   */
  readonly pace?: number;
  /** Drops what still waits. Idempotent. */
  close(): void;
}

/** What recognises speech: the recognisers of this worker, which all its jobs share. */
export abstract class SpeechEngine {
  /** The models that it runs. Null: any that it is asked for. */
  get models(): readonly string[] | null {
    return null;
  }

  /** What keeps it from recognising anything at all, in words for an operator. Null: nothing does. */
  problem(): string | null {
    return null;
  }

  /** No segment handed to `transcribe` may be longer: past it quality or speed falls. */
  abstract readonly maxSegmentSeconds: number;

  /** How many segments one job should keep in flight so that no recogniser idles. May change with what others do. */
  abstract readonly segmentsInFlight: number;

  abstract openSession(request: RecognitionRequest, signal: AbortSignal): RecognitionSession;
}

/** All that this worker recognises speech with. */
export abstract class SpeechEngines {
  /** The models that it runs. Null: any that it is asked for. Jobs for a provider need none of them. */
  abstract readonly models: readonly string[] | null;

  /** What keeps it from recognising anything at all on this machine, in words for an operator. Null: nothing does. */
  abstract problem(): string | null;

  /**
   * The engine that a request is for. Throws `JobError` `engine_unavailable` when this worker does not run the model,
   * `provider_rejected` or `provider_unavailable` when there is no such key or it cannot be opened.
   */
  abstract engineFor(request: RecognitionRequest): Promise<SpeechEngine>;
}
