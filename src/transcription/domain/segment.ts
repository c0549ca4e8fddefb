/** The sample rate of all audio behind the segmenter, in Hz. Engines are given mono at this rate. */
export const SAMPLE_RATE = 16_000;

/** A stretch of a recording that holds speech: the unit of recognition, of progress and of the checkpoint. */
export interface SpeechSegment {
  /** Position in the recording, from 0; the same recording and settings give the same segments. */
  readonly index: number;
  /** 0 for a mix; the channel's number when channels are transcribed separately. */
  readonly channel: number;
  /** Seconds from the start of the recording, of the first sample and after the last one. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Where speech begins and ends in it: for captions, which should not stand there in the silence around it. */
  readonly speechStartSeconds: number;
  readonly speechEndSeconds: number;
  /** Mono PCM at {@link SAMPLE_RATE}, finite values in [-1, 1]. */
  readonly samples: Float32Array;
}

/** A word with its time, in seconds from the start of the recording. */
export interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** A sentence or so of a segment. Times in seconds, by the clock of what it is part of. */
export interface Phrase {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly words?: readonly Word[];
}

/** What an engine heard in one segment. Times are relative to its start. */
export interface Hypothesis {
  /** Empty when the engine heard no speech. */
  readonly text: string;
  /** Only from engines that give word times. */
  readonly words?: readonly Word[];
  /** Only from engines that take long segments and cut them further: in order, each with its own words. */
  readonly phrases?: readonly Phrase[];
  /** ISO 639-1; only from engines that find it out. */
  readonly language?: string;
}

/** A segment whose recognition is written down. Times in seconds from the start of the recording. */
export interface TranscribedSegment extends Phrase {
  readonly index: number;
  readonly channel: number;
  /** In a checkpoint only: in a transcript each of them is a segment of its own. */
  readonly phrases?: readonly Phrase[];
  /** ISO 639-1; in a checkpoint only, where the engine found it out. */
  readonly language?: string;
}
