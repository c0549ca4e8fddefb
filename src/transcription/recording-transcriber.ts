import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { LexiconService, type OpenLexicon } from '../lexicon/lexicon.service.js';
import { hearAttentively } from './attentive-hearing.js';
import { type Attempt, AttemptAborted, type ClaimedJob } from './domain/attempt.js';
import { correctedTranscript } from './domain/corrected-transcript.js';
import type { Transcript } from './domain/job.js';
import type { JobLane } from './domain/job-lane.js';
import type { SpeechSegment, TranscribedSegment } from './domain/segment.js';
import { AUTO_LANGUAGE, mainLanguage } from './domain/spoken-language.js';
import { assembleTranscript, progressOf, transcribedSegment } from './domain/transcript.js';
import { AttemptRepository } from './ports/attempt-repository.js';
import { AudioStore } from './ports/audio-store.js';
import { Segmenter } from './ports/segmenter.js';
import { type RecognitionSession, type SpeechEngine, SpeechEngines } from './ports/speech-engine.js';

/** What an attempt has come to so far: for whoever has to say how it ended. */
export interface AttemptProgress {
  /** Of the recording; null until it is known. */
  durationSeconds: number | null;
  /** Segments that it has written down. */
  recognised: number;
}

/**
 * From a claimed job to its transcript. Every finished segment is written down at once: it is the progress, and
 * the checkpoint from which the next attempt goes on.
 */
@Injectable()
export class RecordingTranscriber {
  /** Of the attempts under way, by their tokens. */
  private readonly sessions = new Map<string, RecognitionSession>();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly audio: AudioStore,
    private readonly segmenter: Segmenter,
    private readonly engines: SpeechEngines,
    private readonly attempts: AttemptRepository,
    private readonly lexicons: LexiconService,
  ) {}

  /** The models of the jobs that can be transcribed here. Null: any. */
  get models(): readonly string[] | null {
    return this.engines.models;
  }

  /** What keeps every job of a lane from being transcribed here, in words for an operator. Null: nothing does. */
  async problem(lane: JobLane): Promise<string | null> {
    const sick = lane === 'local' ? this.engines.problem() : null;
    return sick ?? (await this.audio.problem());
  }

  /** {@link RecognitionSession.pace} of an attempt. */
  paceOf({ token }: Attempt): number {
    return this.sessions.get(token)?.pace ?? 1;
  }

  /** Throws `JobError`, or `signal.reason` when aborted. Keeps `progress` up to date. */
  async transcribe(claimed: ClaimedJob, signal: AbortSignal, progress: AttemptProgress): Promise<Transcript> {
    const startedAt = performance.now();
    const { job } = claimed;
    const { id: jobId, priority, model, language, apiKeyId } = job;
    const lexicon = job.lexicon && this.lexicons.open(job.lexicon);
    const terms = lexicon ? await lexicon.likeliestTerms() : [];
    const request = { jobId, priority, model, language, apiKeyId, terms };
    const engine = await this.engines.engineFor(request);
    const session = engine.openSession(request, signal);
    this.sessions.set(claimed.attempt.token, session);
    try {
      const cutting = { maxSegmentSeconds: engine.maxSegmentSeconds, channels: job.channels };
      const path = await this.audio.localPath(job.audio);
      const revision = await this.audio.revision(job.audio);
      const settings = [job.model, this.segmenter.settings(cutting), revision].filter(Boolean).join(' ');
      const checkpoint = await Checkpoint.open(this.attempts, claimed, settings, progress);
      const durationSeconds = await this.recognise(
        claimed,
        path,
        { engine, session, checkpoint, hearsAgain: apiKeyId === null },
        signal,
      );
      const segments = checkpoint.segments();
      const heard = assembleTranscript(segments, {
        language: job.language === AUTO_LANGUAGE ? mainLanguage(segments) : job.language,
        model: job.model,
        channels: job.channels,
        durationSeconds,
        processingSeconds: 0,
      });
      const transcript = lexicon ? await corrected(heard, lexicon) : heard;
      return { ...transcript, processingSeconds: (performance.now() - startedAt) / 1000 };
    } finally {
      this.sessions.delete(claimed.attempt.token);
      session.close();
    }
  }

  /** Feeds the recognisers as fast as they take it. Returns the duration of the recording. */
  private async recognise(
    { job }: ClaimedJob,
    path: string,
    recognition: Recognition,
    signal: AbortSignal,
  ): Promise<number> {
    const { engine, checkpoint } = recognition;
    const inFlight = new Set<Promise<void>>();
    const request = {
      jobId: job.id,
      path,
      maxAudioSeconds: this.config.audio.maxAudioSeconds,
      maxSegmentSeconds: engine.maxSegmentSeconds,
      channels: job.channels,
      firstIndex: checkpoint.firstMissing,
    };
    for await (const event of this.segmenter.segment(request, signal)) {
      if (event.type !== 'segment') {
        checkpoint.durationSeconds = event.durationSeconds;
      } else if (!checkpoint.has(event.segment.index)) {
        // One that fails stays, so that waiting for it tells.
        const task = recogniseOne(recognition, event.segment).then(() => void inFlight.delete(task));
        task.catch(() => {});
        inFlight.add(task);
        while (inFlight.size >= engine.segmentsInFlight) await Promise.race(inFlight);
      }
    }
    await Promise.all(inFlight);
    return checkpoint.durationSeconds;
  }
}

/** The checkpoint keeps what was heard: whichever attempt comes here, the transcript is the same. */
async function corrected(heard: Transcript, lexicon: OpenLexicon): Promise<Transcript> {
  return correctedTranscript(heard, await lexicon.correct(heard.segments, heard.language));
}

interface Recognition {
  readonly engine: SpeechEngine;
  readonly session: RecognitionSession;
  readonly checkpoint: Checkpoint;
  /** Not at a provider, which charges for each hearing. */
  readonly hearsAgain: boolean;
}

async function recogniseOne(
  { engine, session, checkpoint, hearsAgain }: Recognition,
  segment: SpeechSegment,
): Promise<void> {
  const hear = (form: SpeechSegment) => session.transcribe(form);
  const heard = hearsAgain
    ? await hearAttentively(segment, engine.maxSegmentSeconds, hear)
    : transcribedSegment(segment, await hear(segment));
  await checkpoint.add(heard);
}

/** The finished segments of a job, in memory and in the database. */
class Checkpoint {
  private readonly byIndex: (TranscribedSegment | undefined)[] = [];

  private constructor(
    private readonly attempts: AttemptRepository,
    private readonly claimed: ClaimedJob,
    private readonly settings: string,
    private readonly progress: AttemptProgress,
  ) {}

  static async open(
    attempts: AttemptRepository,
    claimed: ClaimedJob,
    settings: string,
    progress: AttemptProgress,
  ): Promise<Checkpoint> {
    const checkpoint = new Checkpoint(attempts, claimed, settings, progress);
    // Nobody has worked on a job yet that comes from the queue for the first time.
    const isNew = claimed.job.generation === 1;
    const finished = isNew ? [] : await attempts.finishedSegments(claimed.job.id, settings);
    for (const segment of finished) checkpoint.byIndex[segment.index] = segment;
    return checkpoint;
  }

  get durationSeconds(): number {
    return this.progress.durationSeconds ?? 0;
  }

  set durationSeconds(seconds: number) {
    this.progress.durationSeconds = seconds;
  }

  get firstMissing(): number {
    const missing = Array.from(this.byIndex, (segment) => segment === undefined).indexOf(true);
    return missing === -1 ? this.byIndex.length : missing;
  }

  has(index: number): boolean {
    return this.byIndex[index] !== undefined;
  }

  segments(): TranscribedSegment[] {
    return this.byIndex.filter((segment) => segment !== undefined);
  }

  async add(segment: TranscribedSegment): Promise<void> {
    this.byIndex[segment.index] = segment;
    const progress = progressOf(
      Array.from(this.byIndex, (finished) => finished?.end),
      this.durationSeconds,
    );
    const { attempt } = this.claimed;
    const held = await this.attempts.saveSegment(attempt, segment, this.settings, progress);
    if (!held) throw new AttemptAborted('lease_lost');
    this.progress.recognised += 1;
  }
}
