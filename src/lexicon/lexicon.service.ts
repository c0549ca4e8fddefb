import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type AppliedLexicon, applyLexicon, type CorrectedTexts, type HeardText } from './applied-lexicon.js';
import {
  type LexiconContent,
  type LexiconEntry,
  type LexiconRef,
  type LexiconSummary,
  parseReference,
  type SoughtTerm,
} from './domain/lexicon.js';
import { LexiconIdTakenError, LexiconNotFoundError, LexiconUnknownError } from './lexicon.errors.js';
import { type LexiconPage, type LexiconPageRequest, LexiconRepository } from './ports/lexicon-repository.js';

/** A version of a lexicon, as a job needs it. */
export interface OpenLexicon {
  /** The terms that are sought, those with the greatest boost first. The same ones for all that open it. */
  likeliestTerms(): Promise<readonly SoughtTerm[]>;
  /** Texts of one recording, in order, in the language of this ISO 639-1 code. */
  correct(texts: readonly HeardText[], language: string): Promise<CorrectedTexts>;
}

/** A worker's jobs mostly share a lexicon or two; each takes up to 30 MB. */
const KEPT_READY = 4;

/** Lexicons in versions. A version never changes: what a job pins is there as long as the job is. */
@Injectable()
export class LexiconService {
  private readonly logger = new Logger('Lexicon');
  private readonly ready = new LRUCache<string, Promise<AppliedLexicon>>({ max: KEPT_READY });
  private readonly terms = new LRUCache<string, Promise<SoughtTerm[]>>({ max: KEPT_READY });

  constructor(private readonly lexicons: LexiconRepository) {}

  /** Throws {@link LexiconIdTakenError}. */
  async create(id: string, content: LexiconContent): Promise<LexiconSummary> {
    const lexicon = await this.lexicons.create(id, content);
    if (!lexicon) throw new LexiconIdTakenError(id);
    this.report(lexicon);
    return lexicon;
  }

  /**
   * A new version, or the first one. `created: false`: the newest version says the same already. With `onlyNew` the same
   * as {@link create}.
   */
  async put(
    id: string,
    content: LexiconContent,
    { onlyNew }: { readonly onlyNew: boolean },
  ): Promise<{ lexicon: LexiconSummary; created: boolean }> {
    if (onlyNew) return { lexicon: await this.create(id, content), created: true };
    const written = await this.lexicons.replace(id, content);
    if (written.created) this.report(written.lexicon);
    return written;
  }

  async list(page: LexiconPageRequest): Promise<LexiconPage> {
    return await this.lexicons.list(page);
  }

  /** `reference` is an id or `id@version`. Throws {@link LexiconNotFoundError}, as all that takes one. */
  async get(reference: string): Promise<LexiconSummary> {
    const lexicon = await this.find(reference);
    if (!lexicon) throw new LexiconNotFoundError(reference);
    return lexicon;
  }

  /** Newest first. */
  async versions(id: string): Promise<LexiconSummary[]> {
    const versions = parseReference(id) ? await this.lexicons.versions(id) : [];
    if (versions.length === 0) throw new LexiconNotFoundError(id);
    return versions;
  }

  async content(reference: string): Promise<LexiconSummary & LexiconContent> {
    const lexicon = await this.get(reference);
    return { ...lexicon, ...(await this.contentOf(lexicon)) };
  }

  /** Jobs that have it keep their version. */
  async delete(id: string): Promise<void> {
    if (!parseReference(id) || !(await this.lexicons.delete(id))) throw new LexiconNotFoundError(id);
    this.logger.log('lexicon deleted', { lexicon: id });
    await this.lexicons.purge();
  }

  /** What a job is to run with, now and whenever it runs again. Throws {@link LexiconUnknownError}. */
  async pin(reference: string): Promise<LexiconRef> {
    const lexicon = await this.find(reference);
    if (!lexicon) throw new LexiconUnknownError(reference);
    return { id: lexicon.id, version: lexicon.version };
  }

  /** What it would make of a text, in the language of this ISO 639-1 code. */
  async preview(reference: string, text: string, language: string): Promise<CorrectedTexts> {
    const lexicon = this.open(await this.get(reference));
    return await lexicon.correct([{ text }], language);
  }

  /** A pinned version. Nothing is asked of the database for one that was opened lately. */
  open(lexicon: LexiconRef): OpenLexicon {
    const name = `${lexicon.id}@${lexicon.version}`;
    const entries = async (): Promise<readonly LexiconEntry[]> => (await this.contentOf(lexicon)).entries;
    return {
      likeliestTerms: () => kept(this.terms, name, async () => soughtTerms(await entries())),
      correct: async (texts, language) => {
        const applied = await kept(this.ready, `${name} ${language}`, async () =>
          applyLexicon(await entries(), language),
        );
        return await applied.correct(texts);
      },
    };
  }

  /** Removes versions that were deleted and that no job has any more. Returns how many. */
  async purge(): Promise<number> {
    return await this.lexicons.purge();
  }

  private async contentOf({ id, version }: LexiconRef): Promise<LexiconContent> {
    const content = await this.lexicons.content({ id, version });
    if (!content) throw new LexiconNotFoundError(`${id}@${version}`);
    return content;
  }

  private async find(reference: string): Promise<LexiconSummary | null> {
    const parsed = parseReference(reference);
    return parsed && (await this.lexicons.find(parsed.id, parsed.version));
  }

  private report({ id, version, termCount }: LexiconSummary): void {
    this.logger.log('lexicon written', { lexicon: id, version, terms: termCount });
  }
}

function soughtTerms(entries: readonly LexiconEntry[]): SoughtTerm[] {
  return entries
    .filter(({ boost }) => boost > 0)
    .toSorted((a, b) => b.boost - a.boost)
    .map(({ term, soundsLike, boost }) => ({ term, soundsLike, boost }));
}

/** What is there, or is made now; what could not be made is not kept. */
async function kept<T>(cache: LRUCache<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = cache.get(key) ?? make();
  cache.set(key, value);
  try {
    return await value;
  } catch (error) {
    cache.delete(key);
    throw error;
  }
}
