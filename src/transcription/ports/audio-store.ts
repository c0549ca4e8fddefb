import type { Readable } from 'node:stream';
import type { JobAudio } from '../domain/job.js';

/** An upload that has arrived whole and belongs to no job yet. */
export interface ReceivedAudio {
  readonly audio: JobAudio;
  /** Makes it part of the store; a discard after it does nothing. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** Where the recordings are: uploaded ones in a store of our own, the others where they lie. */
export abstract class AudioStore {
  /**
   * Streams an upload to the store's disk; memory use does not grow with its size. Throws `AudioTooLargeError`,
   * `EmptyAudioError` and `AudioStoreFullError`; nothing is left behind when it fails.
   */
  abstract receive(source: Readable, name: string): Promise<ReceivedAudio>;

  /** Takes a recording where it lies. Throws `AudioPathError` for all but a file under an allowed root. */
  abstract admit(path: string): Promise<JobAudio>;

  /** The id of the store, by which it knows its database; null before it has one, or when its disk is not there. */
  abstract id(): Promise<string | null>;

  /** Gives the store its id. */
  abstract setId(id: string): Promise<void>;

  /** Throws away what was left on the way by a process that was killed more than a day ago. Returns how many that is. */
  abstract removeAbandoned(): Promise<number>;

  /** Every upload that has been in the store for more than a day, by its `location`, in no order. */
  abstract locations(): AsyncIterable<string>;

  /** Deletes an upload. Does nothing when it is gone. */
  abstract remove(location: string): Promise<void>;

  /**
   * What keeps this host from the uploads, in words for an operator: the disk that they are on is not there, or does not
   * answer. Null: nothing does. Never waits for long, never throws.
   */
  abstract problem(): Promise<string | null>;

  /**
   * A path that a process of this host can read. Throws `JobError` `audio_not_found`; `engine_unavailable` for an upload when
   * the whole store is not there.
   */
  abstract localPath(audio: JobAudio): Promise<string>;

  /**
   * Tells one content of a recording from another one that takes its place later. Empty for an upload, which stays what it
   * is. To be asked after `localPath`.
   */
  abstract revision(audio: JobAudio): Promise<string>;
}
