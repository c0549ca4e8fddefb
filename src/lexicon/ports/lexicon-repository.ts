import type { LexiconContent, LexiconRef, LexiconSummary } from '../domain/lexicon.js';

export interface LexiconPageRequest {
  readonly limit: number;
  /** The id after which the page begins; absent for the first one. */
  readonly cursor?: string | undefined;
}

export interface LexiconPage {
  /** The newest version of each, by id. */
  readonly lexicons: readonly LexiconSummary[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** A version is written once and never changed, nor is its number given to another; it is there as long as a job needs it. */
export abstract class LexiconRepository {
  /**
   * Writes the first version of a lexicon that is not there, or the next one after those that were deleted. Null when it is
   * there already.
   */
  abstract create(id: string, content: LexiconContent): Promise<LexiconSummary | null>;

  /**
   * Writes the next version, or the first one. The content that the newest version has already makes none
   * (`created: false`).
   */
  abstract replace(
    id: string,
    content: LexiconContent,
  ): Promise<{ readonly lexicon: LexiconSummary; readonly created: boolean }>;

  /** The newest version when none is named. Null when there is none, or when it was deleted. */
  abstract find(id: string, version: number | null): Promise<LexiconSummary | null>;

  /** All versions, newest first. Empty when there is no such lexicon. */
  abstract versions(id: string): Promise<LexiconSummary[]>;

  abstract list(page: LexiconPageRequest): Promise<LexiconPage>;

  /** What a version holds, though it was deleted since. Null when no job needed it any more. */
  abstract content(ref: LexiconRef): Promise<LexiconContent | null>;

  /** New jobs cannot name it any more. False when there was none. */
  abstract delete(id: string): Promise<boolean>;

  /** Removes what was deleted and no job needs; its numbers are not given again. Returns how many versions. */
  abstract purge(): Promise<number>;
}
