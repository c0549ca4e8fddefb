import { ApiDateTime, ApiInteger } from '../../../http/api-properties.js';
import type { TermCase } from '../../domain/lexicon.js';

export class LexiconEntryDto {
  /**
   * As it is to be written: up to 8 words and 100 characters.
   * @example 'hydrochlorothiazide'
   */
  term!: string;

  /**
   * What it is misheard as, spelled out: replaced wherever it stands. Up to 20.
   * @example ['hydro chloro thigh azide']
   */
  sounds_like!: string[];

  /**
   * How much likelier than others the term is to be said, from 0 to 10: 1 is neutral, 0 leaves it to `sounds_like` alone.
   * @example 1
   */
  boost!: number;

  /**
   * How it is written where it is put in: `exact`, or `keep` for a capital letter where a sentence begins. `exact` when
   * absent and the term has a capital letter, else `keep`.
   * @example 'keep'
   */
  case!: TermCase;

  /**
   * False: `sounds_like` is replaced inside of longer words too.
   * @example true
   */
  whole_word!: boolean;
}

export class LexiconDto {
  /**
   * The name that jobs give as their `lexicon_id`.
   * @example 'medical-terms-v1'
   */
  lexicon_id!: string;

  /**
   * Counts the versions from 1; a lexicon under the name of a deleted one goes on behind it. A version never changes.
   * @example 2
   */
  @ApiInteger()
  version!: number;

  /**
   * For people.
   * @example 'Drugs and diagnoses of the cardiology ward.'
   */
  description!: string;

  /**
   * Entries of this version.
   * @example 812
   */
  @ApiInteger()
  term_count!: number;

  /**
   * When this version was written.
   * @example '2026-11-23T10:30:00.000Z'
   */
  @ApiDateTime()
  created_at!: string;
}

export class LexiconListDto {
  /** The newest version of each, by id. */
  lexicons!: LexiconDto[];

  /**
   * Give it as `cursor` for the next page; null on the last one.
   * @example 'medical-terms-v1'
   */
  next_cursor!: string | null;
}

export class LexiconVersionsDto {
  /** Newest first. */
  versions!: LexiconDto[];
}

export class LexiconExportDto extends LexiconDto {
  /** All entries, in the order in which they were given. */
  entries!: LexiconEntryDto[];
}

export class LexiconEntriesDto {
  /** A page of the entries, in the order in which they were given. */
  entries!: LexiconEntryDto[];

  /**
   * Entries of this version.
   * @example 812
   */
  @ApiInteger()
  term_count!: number;

  /**
   * The version that they are of.
   * @example 2
   */
  @ApiInteger()
  version!: number;
}
