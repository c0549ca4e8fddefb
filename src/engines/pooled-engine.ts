import { createHash } from 'node:crypto';
import { JobError } from '../transcription/domain/job-error.js';
import type { Hypothesis, SpeechSegment, WordTimes } from '../transcription/domain/segment.js';
import { AUTO_LANGUAGE } from '../transcription/domain/spoken-language.js';
import type {
  RecognitionRequest,
  RecognitionSession,
  SoughtTerm,
} from '../transcription/ports/speech-engine.js';
import { guardHypothesis } from './hallucination-guard.js';
import { type EngineStats, ManagedEngine } from './managed-engine.js';
import type { TermList, Utterance } from './recogniser-messages.js';
import { RecogniserPool, type RecogniserPoolOptions } from './recogniser-pool.js';
import type { SchedulingSession } from './segment-scheduler.js';

export interface PooledEngineOptions extends RecogniserPoolOptions {
  /** The model that the recognisers run. */
  readonly modelId: string;
  readonly maxSegmentSeconds: number;
  /** How its recognisers come by the times of words, if they give any. */
  readonly wordTimes: WordTimes;
  /** Whether its recognisers listen for terms. */
  readonly listens: boolean;
}

/** Of what a recording was served, no more than this is being decoded at any time: what a crash costs. */
const MAX_SHARE_AT_RISK = 1 / 20;

/** Recognises speech on this machine: one model, in a pool of recogniser processes. */
export class PooledEngine extends ManagedEngine {
  readonly modelId: string;
  readonly maxSegmentSeconds: number;
  /** One unit of work being decoded and one waiting for each recogniser: none idles while the next is on its way. */
  readonly segmentsInFlight: number;
  private readonly wordTimes: WordTimes;
  private readonly listens: boolean;
  private readonly pool: RecogniserPool;

  constructor(options: PooledEngineOptions) {
    super();
    this.modelId = options.modelId;
    this.maxSegmentSeconds = options.maxSegmentSeconds;
    this.segmentsInFlight = 2 * options.size * unitOf(options);
    this.wordTimes = options.wordTimes;
    this.listens = options.listens;
    this.pool = new RecogniserPool({ maxShareAtRisk: MAX_SHARE_AT_RISK / options.size, ...options });
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
    const { language, priority } = request;
    const options = {
      language: language === AUTO_LANGUAGE ? null : language,
      terms: this.listens && request.terms.length > 0 ? termList(request.terms) : null,
      wordTimes: this.wordTimes,
    };
    return new PooledSession(this.pool, { priority }, options, signal);
  }
}

/** How many of the longest segments make a unit of work. */
function unitOf({ maxBatch, maxBatchSeconds = Infinity, maxSegmentSeconds }: PooledEngineOptions): number {
  return Math.max(1, Math.min(maxBatch, Math.floor(maxBatchSeconds / maxSegmentSeconds)));
}

/** By the terms themselves: jobs with the same lexicon are given the same ones, and ten thousand take over a millisecond. */
const termLists = new WeakMap<readonly SoughtTerm[], TermList>();

function termList(terms: readonly SoughtTerm[]): TermList {
  const known = termLists.get(terms);
  if (known) return known;
  const all = terms.map(({ term, soundsLike, boost }) => [term, soundsLike, boost]);
  const list = { id: createHash('sha256').update(JSON.stringify(all)).digest('hex'), terms };
  termLists.set(terms, list);
  return list;
}

interface SessionOptions extends Required<Omit<Utterance, 'samples'>> {
  readonly wordTimes: WordTimes;
}

class PooledSession implements RecognitionSession {
  private ended: { readonly reason: unknown } | null = null;
  private readonly onAbort = (): void => this.end(this.signal.reason);

  constructor(
    private readonly pool: RecogniserPool,
    private readonly identity: SchedulingSession,
    private readonly options: SessionOptions,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.onAbort);
    if (signal.aborted) this.onAbort();
  }

  get pace(): number {
    return this.pool.paceOf(this.identity);
  }

  async transcribe(segment: SpeechSegment): Promise<Hypothesis> {
    if (this.ended) throw this.ended.reason;
    const { language, terms, wordTimes } = this.options;
    const { samples } = segment;
    const heard = await this.pool.transcribe(this.identity, { samples, language, terms });
    const text = guardHypothesis(heard.text, samples);
    // Words of what the guard took out were never said.
    const isAsHeard = text === withSingleSpaces(heard.text);
    const words = isAsHeard ? heard.words : null;
    return {
      text,
      ...(words && { words, wordTimes }),
      ...(heard.alternatives && { alternatives: text === heard.text ? heard.alternatives : [] }),
      ...(language === null && heard.language !== null && { language: heard.language }),
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
