import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { QueryInteger } from '../../../http/api-properties.js';
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
  @ApiPropertyOptional()
  format: TranscriptFormat = 'json';

  /**
   * Subtitles: characters on a line; 42 when absent.
   * @example 42
   */
  @QueryInteger(10, 1000)
  max_line_width?: number;

  /**
   * Subtitles: lines in a cue; 2 when absent.
   * @example 2
   */
  @QueryInteger(1, 10)
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
