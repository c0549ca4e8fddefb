import type { JobErrorCode } from './job-error.js';
import type { JobStatus } from './job-state.js';
import type { TranscribedSegment, WordTimes } from './segment.js';

/** From most to least urgent. */
export const JOB_PRIORITIES = ['high', 'default', 'low'] as const;
export type JobPriority = (typeof JOB_PRIORITIES)[number];

export const AUDIO_SOURCES = ['upload', 'path'] as const;
export type AudioSource = (typeof AUDIO_SOURCES)[number];

/** `mix`: all channels as one. `separate`: each for itself, one speaker on each. */
export const CHANNEL_MODES = ['mix', 'separate'] as const;
export type ChannelMode = (typeof CHANNEL_MODES)[number];

export const RETRY_BACKOFFS = ['fixed', 'exponential'] as const;
export type RetryBackoff = (typeof RETRY_BACKOFFS)[number];

/** The recording of a job. */
export interface JobAudio {
  readonly source: AudioSource;
  /** The name that the client gave it. For people: never a path that anything opens. */
  readonly name: string;
  /** `upload`: the key in the audio store. `path`: the absolute path, symlinks resolved. */
  readonly location: string;
  readonly bytes: number;
  /** Hex digest; only of audio in the store. */
  readonly sha256: string | null;
  /** Null until a worker has measured it. */
  readonly durationSeconds: number | null;
}

/** The version of a lexicon that a job runs with, in every attempt. */
export interface JobLexicon {
  readonly id: string;
  readonly version: number;
}

/** All that decides what a job does. Two requests with equal fields are the same request. */
export interface JobRequest {
  readonly priority: JobPriority;
  /** For one attempt. */
  readonly timeoutSeconds: number;
  /** Retries after the first attempt. */
  readonly retryCount: number;
  /** Delay before each retry; the last one repeats. Never empty. */
  readonly retryDelaysSeconds: readonly number[];
  readonly retryBackoff: RetryBackoff;
  readonly model: string;
  /** ISO 639, or `AUTO_LANGUAGE`. */
  readonly language: string;
  readonly channels: ChannelMode;
  /** Null: the transcript stays as the engine heard it. */
  readonly lexicon: JobLexicon | null;
  /** The stored provider key that it runs with. Null: on the local engine. */
  readonly apiKeyId: string | null;
  readonly meta: Readonly<Record<string, unknown>>;
  /** Jobs that have to be finished before this one starts. */
  readonly dependsOn: readonly string[];
  /** How long the job is kept after it finished; {@link KEPT_FOR_EVER}; null: `JOB_RETENTION_DAYS`. */
  readonly resultTtlSeconds: number | null;
  /** The same for a job that failed or was canceled. */
  readonly failureTtlSeconds: number | null;
  readonly audio: JobAudio;
}

/** As a time to live. */
export const KEPT_FOR_EVER = -1;

/** When a job may start at the earliest: a time, or seconds from now by the database's clock. */
export type Start = { readonly at: Date } | { readonly delaySeconds: number };

export interface NewJob extends JobRequest {
  readonly id: string;
  readonly start: Start;
  /** Hash of what the client asked for: tells a repeated request from another one with the same id. */
  readonly fingerprint: string;
}

export interface JobFailure {
  readonly code: JobErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  /** The readable trace, as `exc_info` shows it. */
  readonly trace: string;
}

/** A job as the database has it. */
export interface Job extends Omit<NewJob, 'start'> {
  readonly status: JobStatus;
  /** Counts each time that the job was put to the queue: an older queue entry is stale. */
  readonly generation: number;
  /**
   * Attempts that count: not one that a shutdown interrupted, nor one whose worker was lost after it had recognised
   * something new. 0 before the first.
   */
  readonly attempt: number;
  /** 0 to 1. */
  readonly progress: number;
  /** Where the current attempt went on from: the checkpoint of those before it. */
  readonly progressAtStart: number;
  readonly createdAt: Date;
  readonly enqueuedAt: Date | null;
  /** When the current (or last) attempt started. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Not before this time: a scheduled job waits for its time, a retry for its delay. */
  readonly runAt: Date;
  /** `host:pid` of the worker of the current or last attempt. */
  readonly worker: string | null;
  readonly failure: JobFailure | null;
}

/** The transcript of a finished job. Times in seconds. */
export interface Transcript {
  readonly text: string;
  readonly language: string;
  readonly model: string;
  readonly channels: ChannelMode;
  readonly durationSeconds: number;
  /** From the start of the attempt that finished it. */
  readonly processingSeconds: number;
  /** What the times of words are, at their weakest: `estimated` if those of one segment are. Null without any. */
  readonly wordTimes: WordTimes | null;
  readonly segments: readonly TranscribedSegment[];
  /** What the lexicon changed, in order. Absent or null when the job had none. */
  readonly corrections?: readonly Correction[] | null;
}

/** A change that a lexicon made. */
export interface Correction {
  readonly from: string;
  readonly to: string;
  /** Index of the segment in the transcript. */
  readonly segment: number;
  /** How likely it is right, 0 to 1. */
  readonly score: number;
}
