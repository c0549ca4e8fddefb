import { SpeechEngine } from '../transcription/ports/speech-engine.js';

export interface EngineStats {
  /** Recognisers that there should be. */
  readonly size: number;
  /** Recognisers with the model loaded. */
  readonly alive: number;
  readonly busy: number;
  /** Segments that wait for a recogniser. */
  readonly waiting: number;
  /** False while no recogniser can be started: segments are refused with `engine_unavailable`. */
  readonly healthy: boolean;
}

/** A speech engine with something to start and to end. */
export abstract class ManagedEngine extends SpeechEngine {
  /** The model of the catalogue that it runs. */
  abstract readonly modelId: string;

  /** Resolves when it can take segments. Throws `JobError` `engine_unavailable`; nothing runs then. */
  abstract start(): Promise<void>;

  abstract stats(): EngineStats;

  override get models(): readonly string[] {
    return [this.modelId];
  }

  override problem(): string | null {
    return this.stats().healthy ? null : `no recogniser can be started for the model ${this.modelId}`;
  }

  /** No process is left when this resolves. Idempotent. */
  abstract close(): Promise<void>;
}
