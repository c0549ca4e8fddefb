import { IsOptional, IsString, Length } from 'class-validator';

const TEXT_MAX_LENGTH = 20_000;

export class PreviewDto {
  /**
   * A text as an engine may have written it, up to 20,000 characters.
   * @example 'She takes hydro chloro thiazide, twice a day.'
   */
  @IsString()
  @Length(1, TEXT_MAX_LENGTH)
  text!: string;

  /**
   * ISO 639-1 code of its language; `en` when absent. In other languages only `sounds_like` is replaced.
   * @example 'en'
   */
  @IsOptional()
  @IsString()
  @Length(2, 8)
  language?: string;
}

export class PreviewCorrectionDto {
  /**
   * What the text had.
   * @example 'hydro chloro thiazide'
   */
  from!: string;

  /**
   * What it has now.
   * @example 'hydrochlorothiazide'
   */
  to!: string;

  /**
   * How likely that is right, from 0 to 1; 1 where the lexicon spells out what to replace.
   * @example 0.98
   */
  score!: number;
}

export class PreviewResultDto {
  /**
   * The text as a transcript would have it.
   * @example 'She takes hydrochlorothiazide, twice a day.'
   */
  text!: string;

  /** What was changed, in order. */
  corrections!: PreviewCorrectionDto[];
}
