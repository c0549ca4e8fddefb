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

  /** Only from models that give word times. */
  words?: WordDto[];
}

export class JobResultDto {
  /**
   * The whole transcript.
   * @example 'And so, my fellow Americans, ask not what your country can do for you.'
   */
  text!: string;

  /**
   * ISO 639-1.
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
}
