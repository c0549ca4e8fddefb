import { IsIn, IsOptional, Matches } from 'class-validator';
import { QueryInteger } from '../../../http/api-properties.js';
import { LEXICON_ID } from '../../domain/lexicon.js';

export class ListLexiconsQuery {
  /**
   * Lexicons on a page.
   * @example 50
   */
  @QueryInteger(1, 500)
  limit: number = 50;

  /**
   * The `next_cursor` of the page before.
   * @example 'medical-terms-v1'
   */
  @IsOptional()
  @Matches(LEXICON_ID, { message: 'cursor must be a next_cursor that a page gave' })
  cursor?: string;
}

export class LexiconEntriesQuery {
  /**
   * Entries on a page.
   * @example 100
   */
  @QueryInteger(1, 1000)
  limit: number = 100;

  /**
   * Entries before the first one of the page.
   * @example 0
   */
  @QueryInteger(0, 10_000)
  offset: number = 0;
}

export const LEXICON_FORMATS = ['json', 'csv'] as const;
export type LexiconFormat = (typeof LEXICON_FORMATS)[number];

export class ExportLexiconQuery {
  /**
   * Form of the file.
   * @example 'csv'
   */
  @IsOptional()
  @IsIn(LEXICON_FORMATS)
  format: LexiconFormat = 'json';
}
