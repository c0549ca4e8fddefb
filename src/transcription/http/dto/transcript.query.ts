import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import {
  TRANSCRIPT_FORMATS,
  type TranscriptFormat,
} from '../../domain/transcript-formats/transcript-format.js';

export class TranscriptQuery {
  /**
   * Form of the transcript.
   * @example 'srt'
   */
  @IsOptional()
  @IsIn(TRANSCRIPT_FORMATS)
  format: TranscriptFormat = 'json';

  /**
   * Subtitles: characters on a line; 42 when absent.
   * @example 42
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(10)
  @Max(1000)
  max_line_width?: number;

  /**
   * Subtitles: lines in a cue; 2 when absent.
   * @example 2
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10)
  max_line_count?: number;

  /**
   * Subtitles: seconds that a cue may stay; 7 when absent.
   * @example 7
   */
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(1)
  @Max(60)
  max_cue_seconds?: number;
}
