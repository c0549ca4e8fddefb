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

/** A word of the text as it stands there, its punctuation with it, and when it is said. */
export interface Word {
  readonly text: string;
  /** From the start of the segment in a hypothesis, from the start of the recording in a transcript. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** How the times of words came about: `measured` by the model itself, or `estimated` from text and sound afterwards. */
export type WordTimes = 'measured' | 'estimated';

/** The words of a text with their times, in order; both fields are there or neither is. */
export interface TimedWords {
  readonly words?: readonly Word[];
  readonly wordTimes?: WordTimes;
}

/** A term that may be said in a text, as an engine says that was to listen for it. */
export interface Alternative {
  readonly term: string;
  /** The characters of the text that it would stand for. */
  readonly start: number;
  readonly end: number;
  /** How much less likely the text is with the term, in nats; below 0 where it is likelier. */
  readonly nats: number;
  /** The same of its first piece that differs: all that was known before it was asked. */
  readonly first: number;
}

/** A sentence or so of a longer segment. Seconds from the start of the segment in a hypothesis, else of the recording. */
export interface Phrase extends TimedWords {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What an engine heard in one segment. Words only from engines that can tell their times. */
export interface Hypothesis extends TimedWords {
  /** Empty when the engine heard no speech. */
  readonly text: string;
  /** Only from engines that take long segments and cut them further: all of the text, in order, with its words. */
  readonly phrases?: readonly Phrase[];
  /** ISO 639; only when the engine was to find it out, and did. */
  readonly language?: string;
  /** Only from engines that listen for terms, and were to: all that are likely enough. */
  readonly alternatives?: readonly Alternative[];
}

/** A segment whose recognition is written down. Times in seconds from the start of the recording. */
export interface TranscribedSegment extends Phrase {
  readonly index: number;
  readonly channel: number;
  /** In a checkpoint only: in a transcript each of them is a segment of its own. */
  readonly phrases?: readonly Phrase[];
  /** In a checkpoint only: a transcript has what came of them. */
  readonly alternatives?: readonly Alternative[];
  /** ISO 639; only when the engine was to find it out, and did. */
  readonly language?: string;
}
