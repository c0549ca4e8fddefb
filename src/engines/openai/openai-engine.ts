import { OpenAI, toFile } from 'openai';
import type PQueue from 'p-queue';
import type { OpenedKey } from '../../api-key/ports/provider-keys.js';
import { JobError } from '../../transcription/domain/job-error.js';
import type { JobPriority } from '../../transcription/domain/job.js';
import type { Hypothesis, SpeechSegment } from '../../transcription/domain/segment.js';
import { AUTO_LANGUAGE } from '../../transcription/domain/spoken-language.js';
import {
  type RecognitionRequest,
  type RecognitionSession,
  SpeechEngine,
} from '../../transcription/ports/speech-engine.js';
import { promptOf } from './prompt.js';
import {
  noTranscription,
  notInTime,
  providerFailure,
  refusesPrompt,
  refusesTimes,
} from './provider-failure.js';
import { providerFetch } from './provider-fetch.js';
import { toHypothesis } from './transcription-answer.js';
import { toWav } from './wav.js';

/** What all jobs of one key share in this process. */
export interface ProviderTraffic {
  /** At most `maxConcurrency` requests at once, those of urgent jobs first. */
  readonly slots: PQueue;
  /** The same for all keys of this process: a request that has its slot waits here. */
  readonly places: PQueue;
  /** Of all keys of this process, those that are open. */
  readonly sessions: Set<RecognitionSession>;
  /** Models that answered only without times. */
  readonly untimed: Set<string>;
  /** Models that take no prompt. */
  readonly unprompted: Set<string>;
  /** From the first byte of a request to the last one of its answer. */
  readonly requestTimeoutMs: number;
}

const PRECEDENCE: Readonly<Record<JobPriority, number>> = { high: 2, default: 1, low: 0 };

/** Recognises speech on a server with OpenAI's audio API, with one stored key. */
export class OpenAiEngine extends SpeechEngine {
  readonly maxSegmentSeconds: number;
  private readonly client: OpenAI;

  constructor(
    private readonly key: OpenedKey,
    private readonly traffic: ProviderTraffic,
  ) {
    super();
    this.maxSegmentSeconds = key.maxPartSeconds;
    this.client = new OpenAI({
      apiKey: key.secret.reveal(),
      baseURL: key.baseUrl,
      fetch: providerFetch,
      timeout: traffic.requestTimeoutMs,
      // The database owns the retries: they outlive this process, and nobody waits for them in here.
      maxRetries: 0,
      // What the SDK would take from the environment, which is not ours to send, and its log.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
    });
  }

  /** More than their share of the requests would only wait in memory, minutes of audio each. */
  override get segmentsInFlight(): number {
    const { places, sessions } = this.traffic;
    const share = Math.floor(places.concurrency / Math.max(1, sessions.size));
    return Math.max(1, Math.min(this.key.maxConcurrency, share));
  }

  override openSession(request: RecognitionRequest, signal: AbortSignal): RecognitionSession {
    return new OpenAiSession({ key: this.key, client: this.client, ...this.traffic }, request, signal);
  }
}

interface Provider extends ProviderTraffic {
  readonly key: OpenedKey;
  readonly client: OpenAI;
}

class OpenAiSession implements RecognitionSession {
  private readonly closing = new AbortController();
  private readonly signal: AbortSignal;
  /** Of the lexicon; empty without one. */
  private readonly prompt: string;
  /** Parts that have no request yet, and those that have one. */
  private queued = 0;
  private underWay = 0;

  constructor(
    private readonly provider: Provider,
    private readonly request: RecognitionRequest,
    signal: AbortSignal,
  ) {
    this.signal = AbortSignal.any([signal, this.closing.signal]);
    this.prompt = promptOf(request.terms.map(({ term }) => term));
    provider.sessions.add(this);
  }

  get pace(): number {
    return this.queued > 0 && this.underWay === 0 ? 0 : 1;
  }

  async transcribe(segment: SpeechSegment): Promise<Hypothesis> {
    this.signal.throwIfAborted();
    const { slots, places } = this.provider;
    const turn = { priority: PRECEDENCE[this.request.priority], signal: this.signal };
    this.queued += 1;
    return await slots.add(() => places.add(() => this.hearInTurn(segment), turn), turn);
  }

  close(): void {
    this.provider.sessions.delete(this);
    this.closing.abort(new JobError('canceled', 'The recognition session is closed.'));
  }

  private async hearInTurn(segment: SpeechSegment): Promise<Hypothesis> {
    this.queued -= 1;
    this.underWay += 1;
    try {
      return await this.hear(segment);
    } finally {
      this.underWay -= 1;
    }
  }

  private async hear(segment: SpeechSegment): Promise<Hypothesis> {
    const { key, requestTimeoutMs } = this.provider;
    const inTime = AbortSignal.timeout(requestTimeoutMs);
    try {
      const answer = await this.ask(segment, AbortSignal.any([this.signal, inTime]));
      const hypothesis = toHypothesis(answer, segment.endSeconds - segment.startSeconds);
      if (!hypothesis) throw noTranscription(key.id);
      return hypothesis;
    } catch (error) {
      this.signal.throwIfAborted();
      if (inTime.aborted) throw notInTime(key.id, requestTimeoutMs / 1000);
      if (error instanceof JobError) throw error;
      throw providerFailure(error, { id: key.id, secret: key.secret.reveal() });
    }
  }

  /** With all that is wanted and can be had: times, and the terms of a lexicon as a prompt. */
  private async ask(segment: SpeechSegment, signal: AbortSignal): Promise<unknown> {
    const { key, untimed, unprompted } = this.provider;
    const { model } = this.request;
    const isTimed = key.responseFormat === 'verbose_json' && !untimed.has(model);
    const prompt = unprompted.has(model) ? '' : this.prompt;
    try {
      return await this.send(segment, { isTimed, prompt }, signal);
    } catch (error) {
      if (isTimed && refusesTimes(error)) untimed.add(model);
      else if (prompt !== '' && refusesPrompt(error)) unprompted.add(model);
      else throw error;
      return await this.ask(segment, signal);
    }
  }

  private async send(
    segment: SpeechSegment,
    { isTimed, prompt }: { readonly isTimed: boolean; readonly prompt: string },
    signal: AbortSignal,
  ): Promise<unknown> {
    const { client } = this.provider;
    const { model, language } = this.request;
    const name = `part-${segment.index + 1}.wav`;
    const part = {
      file: await toFile(toWav(segment.samples), name, { type: 'audio/wav' }),
      model,
      ...(language !== AUTO_LANGUAGE && { language }),
      ...(prompt !== '' && { prompt }),
    };
    if (!isTimed)
      return await client.audio.transcriptions.create({ ...part, response_format: 'json' }, { signal });
    return await client.audio.transcriptions.create(
      { ...part, response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'] },
      { signal },
    );
  }
}
