import { ApiInteger } from '../../../http/api-properties.js';
import type { WordTimes } from '../../domain/segment.js';

export class WordDto {
  /**
   * The word as it stands in the text.
   * @example 'country'
   */
  word!: string;

  /**
   * Seconds from the start of the recording.
   * @example 3.32
   */
  start!: number;

  /**
   * Seconds from the start of the recording.
   * @example 3.71
   */
  end!: number;
}

export class SegmentDto {
  /**
   * Position in the transcript, from 0.
   * @example 0
   */
  @ApiInteger()
  index!: number;

  /**
   * Seconds from the start of the recording.
   * @example 0.29
   */
  start!: number;

  /**
   * Seconds from the start of the recording.
   * @example 7.93
   */
  end!: number;

  /**
   * What was said.
   * @example 'And so, my fellow Americans, ask not what your country can do for you.'
   */
  text!: string;

  /**
   * Channel of the recording; 0 when they are mixed.
   * @example 0
   */
  @ApiInteger()
  channel!: number;

  /**
   * Who speaks on the channel, when channels are transcribed separately; else null.
   * @example 'Speaker 1'
   */
  speaker!: string | null;

  /**
   * ISO 639 code of the language that was heard; only with `language: auto`, from models that tell it.
   * @example 'en'
   */
  language?: string;

  /** Only from models that give word times. */
  words?: WordDto[];
}

export class CorrectionDto {
  /**
   * What the engine heard.
   * @example 'hydro chloro thiazide'
   */
  from!: string;

  /**
   * What the text has in its place.
   * @example 'hydrochlorothiazide'
   */
  to!: string;

  /**
   * Index of the segment.
   * @example 0
   */
  @ApiInteger()
  segment!: number;

  /**
   * How likely that is right, from 0 to 1; 1 where the lexicon spells out what to replace.
   * @example 0.98
   */
  score!: number;
}

export class JobResultDto {
  /**
   * The whole transcript.
   * @example 'And so, my fellow Americans, ask not what your country can do for you.'
   */
  text!: string;

  /**
   * ISO 639 code of the language. With `language: auto` the one that was heard for the longest time; `und` if the model
   * did not tell.
   * @example 'en'
   */
  language!: string;

  /**
   * Length of the recording.
   * @example 11
   */
  duration_seconds!: number;

  /**
   * How long the attempt took that finished it.
   * @example 0.52
   */
  processing_seconds!: number;

  /**
   * `processing_seconds` by `duration_seconds`: below 1 is faster than the recording plays. Null when it is empty.
   * @example 0.047
   */
  real_time_factor!: number | null;

  /**
   * The model that made it.
   * @example 'moonshine-tiny-en'
   */
  model!: string;

  /**
   * Whether the times of words were `measured` by the model or `estimated` from text and sound. Null without words.
   * @example 'measured'
   */
  word_times!: WordTimes | null;

  /** The stretches of speech, in order. */
  segments!: SegmentDto[];

  /** What the lexicon changed; only of a job with a `lexicon_id`. */
  corrections?: CorrectionDto[];
}
