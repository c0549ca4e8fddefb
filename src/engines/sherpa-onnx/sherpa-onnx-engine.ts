import { fileURLToPath } from 'node:url';
import type { InstalledModel } from '../../models/model-store.js';
import { AUTO_LANGUAGE } from '../../transcription/domain/spoken-language.js';
import { JobError } from '../../transcription/domain/job-error.js';
import type { Hypothesis, SpeechSegment } from '../../transcription/domain/segment.js';
import type { RecognitionRequest, RecognitionSession } from '../../transcription/ports/speech-engine.js';
import { guardHypothesis } from '../hallucination-guard.js';
import { type EngineStats, ManagedEngine } from '../managed-engine.js';
import { Recogniser } from './recogniser.js';
import { RecogniserPool } from './recogniser-pool.js';
import type { SchedulingSession } from './segment-scheduler.js';
import { recognizerConfig } from './sherpa-onnx.js';

export interface SherpaOnnxEngineOptions {
  /** A model with the settings of this engine. */
  readonly installed: InstalledModel;
  /** Recogniser processes. */
  readonly recognisers: number;
  /** The compiled program of a recogniser process. Default: the one beside this file. */
  readonly entry?: string;
  /** Told of each failed start of a recogniser, for the log. */
  readonly onStartFailed?: (error: unknown) => void;
}

const DEFAULT_ENTRY = fileURLToPath(new URL('./recogniser-process.js', import.meta.url));

/** sherpa-onnx decodes the members of a batch one after the other: a batch would only make others wait. */
const MAX_BATCH = 1;

/** Recognises speech on this machine with sherpa-onnx: one model, in a pool of recogniser processes. */
export class SherpaOnnxEngine extends ManagedEngine {
  readonly modelId: string;
  readonly maxSegmentSeconds: number;
  /** One being decoded and one waiting for each recogniser: it never idles while the next segment is on its way. */
  readonly segmentsInFlight: number;
  private readonly pool: RecogniserPool;

  constructor({ installed, recognisers, entry = DEFAULT_ENTRY, onStartFailed }: SherpaOnnxEngineOptions) {
    super();
    const { settings, id } = installed.model;
    if (settings.engine !== 'sherpa-onnx') {
      throw new JobError('engine_unavailable', `The model ${id} does not recognise speech.`);
    }
    this.modelId = id;
    const config = recognizerConfig(settings, installed.dir);
    this.maxSegmentSeconds = settings.maxSegmentSeconds;
    this.segmentsInFlight = 2 * recognisers;
    this.pool = new RecogniserPool({
      size: recognisers,
      maxBatch: MAX_BATCH,
      startRecogniser: (signal) => Recogniser.start({ entry, config }, signal),
      ...(onStartFailed && { onStartFailed }),
    });
  }

  override start(): Promise<void> {
    return this.pool.start();
  }

  override stats(): EngineStats {
    return this.pool.stats();
  }

  override close(): Promise<void> {
    return this.pool.close();
  }

  override openSession(request: RecognitionRequest, signal: AbortSignal): RecognitionSession {
    if (request.model !== this.modelId) {
      throw new JobError('engine_unavailable', `This worker does not run the model ${request.model}.`);
    }
    const language = request.language === AUTO_LANGUAGE ? null : request.language;
    return new SherpaOnnxSession(this.pool, { priority: request.priority }, language, signal);
  }
}

class SherpaOnnxSession implements RecognitionSession {
  private ended: { readonly reason: unknown } | null = null;
  private readonly onAbort = (): void => this.end(this.signal.reason);

  constructor(
    private readonly pool: RecogniserPool,
    private readonly identity: SchedulingSession,
    private readonly language: string | null,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.onAbort);
    if (signal.aborted) this.onAbort();
  }

  get waits(): boolean {
    return this.pool.isWaiting(this.identity);
  }

  async transcribe(segment: SpeechSegment): Promise<Hypothesis> {
    if (this.ended) throw this.ended.reason;
    const { samples } = segment;
    const heard = await this.pool.transcribe(this.identity, { samples, language: this.language });
    const text = guardHypothesis(heard.text, samples);
    // Words of what the guard took out were never said.
    const words = text === withSingleSpaces(heard.text) ? heard.words : null;
    return {
      text,
      ...(words && { words, wordTimes: 'measured' }),
      ...(this.language === null && heard.language !== null && { language: heard.language }),
    };
  }

  close(): void {
    this.end(new JobError('canceled', 'The recognition session is closed.'));
  }

  private end(reason: unknown): void {
    if (this.ended) return;
    this.ended = { reason };
    this.signal.removeEventListener('abort', this.onAbort);
    this.pool.dropSession(this.identity, reason);
  }
}

function withSingleSpaces(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
