import { ApiProperty } from '@nestjs/swagger';
import { ApiInteger } from '../../../http/api-properties.js';
import type { WordTimes } from '../../domain/segment.js';
import { WordDto } from './job-result.dto.js';

export class VerboseSegmentDto {
  /**
   * Position in the transcript, from 0.
   * @example 0
   */
  @ApiInteger()
  id!: number;

  /**
   * Start of the decoding window, in frames of 10 ms: each segment is its own window.
   * @example 29
   */
  @ApiInteger()
  seek!: number;

  /**
   * Seconds from the start of the recording.
   * @example 0.29
   */
  start!: number;

  /**
   * Seconds from the start of the recording.
   * @example 2.93
   */
  end!: number;

  /**
   * What was said, with a space before it, as Whisper has it.
   * @example ' Ask not what your country can do for you.'
   */
  text!: string;

  /**
   * Always empty: engines do not show their tokens.
   * @example []
   */
  @ApiProperty({ type: 'array', items: { type: 'integer' } })
  tokens!: number[];

  /**
   * Always 0: decoding is greedy.
   * @example 0
   */
  temperature!: number;

  /**
   * Channel of the recording; only when channels are transcribed separately.
   * @example 0
   */
  @ApiInteger()
  channel?: number;

  /**
   * Who speaks on the channel; only when channels are transcribed separately.
   * @example 'Speaker 1'
   */
  speaker?: string;
}

export class TranscriptUsageDto {
  /**
   * Always `duration`.
   * @example 'duration'
   */
  type!: 'duration';

  /**
   * Length of the recording, rounded up.
   * @example 11
   */
  @ApiInteger()
  seconds!: number;
}

/** OpenAI's `verbose_json`. */
export class VerboseTranscriptDto {
  /**
   * Always `transcribe`.
   * @example 'transcribe'
   */
  task!: 'transcribe';

  /**
   * English name of the language.
   * @example 'english'
   */
  language!: string;

  /**
   * Length of the recording in seconds.
   * @example 10.8
   */
  duration!: number;

  /**
   * The whole transcript.
   * @example 'Ask not what your country can do for you.'
   */
  text!: string;

  /** The stretches of speech, in order. */
  segments!: VerboseSegmentDto[];

  /** Only from models that give word times. */
  words?: WordDto[];

  /**
   * Whether the times of words were `measured` by the model or `estimated` from text and sound. Null without words.
   * @example 'measured'
   */
  word_times!: WordTimes | null;

  /** What the recording counts for. */
  usage!: TranscriptUsageDto;
}
