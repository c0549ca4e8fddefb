import { ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { LEXICON_ID } from '../../domain/lexicon.js';
import { LexiconEntryDto } from './lexicon.dto.js';

// What requests hold. `read-lexicon.ts` checks them: ten thousand entries are too many for decorators.

export class LexiconEntryInput extends PartialType(
  PickType(LexiconEntryDto, ['sounds_like', 'boost', 'case', 'whole_word']),
) {
  /**
   * As it is to be written: up to 8 words and 100 characters.
   * @example 'hydrochlorothiazide'
   */
  term!: string;
}

/** A whole lexicon. */
export class LexiconContentDto {
  /**
   * For people, up to 500 characters.
   * @example 'Drugs and diagnoses of the cardiology ward.'
   */
  description?: string;

  /** Up to 10,000. */
  entries!: LexiconEntryInput[];
}

export class CreateLexiconDto extends LexiconContentDto {
  /**
   * The name that jobs give as their `lexicon_id`: 1 to 64 of A-Z a-z 0-9 . _ -
   * @example 'medical-terms-v1'
   */
  @ApiPropertyOptional({ pattern: LEXICON_ID.source, required: true })
  lexicon_id!: string;
}
