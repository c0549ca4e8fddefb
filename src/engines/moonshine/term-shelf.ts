import { LRUCache } from 'lru-cache';
import { NATS_MAX } from '../../lexicon/domain/alternative.js';
import { compileTerms } from '../../lexicon/domain/compiled-lexicon.js';
import { CORRECTION_MODEL } from '../../lexicon/domain/correction-model.js';
import type { Language } from '../../lexicon/domain/language.js';
import type { SoughtTerm } from '../../lexicon/domain/lexicon.js';
import type { TermsOf } from '../serve-recogniser.js';
import type { Curiosity, ReadyTerms } from './term-listener.js';

/** Spoken forms of all lists that are kept, or of one that has more; 10,000 terms with one each take up to 30 MB. */
const FORMS_KEPT = 40_000;
/** However small they are. */
const LISTS_KEPT = 64;

/** Lists of terms, made ready to listen for when they are first wanted. */
export class TermShelf {
  private readonly lists = new LRUCache<string, ReadyTerms>({
    max: LISTS_KEPT,
    maxSize: FORMS_KEPT,
    sizeCalculation: ({ lexicon }) => Math.min(FORMS_KEPT, Math.max(1, lexicon.spoken.length)),
  });

  constructor(private readonly loadLanguage: () => Promise<Language>) {}

  async ready(id: string, termsOf: TermsOf): Promise<ReadyTerms> {
    const ready = this.lists.get(id) ?? readyTerms(await termsOf(id), await this.loadLanguage());
    this.lists.set(id, ready);
    return ready;
  }
}

/** For each text: what an odd lexicon can cost has a bound. */
const QUESTIONS_MAX = 12;

const CURIOSITY: Curiosity = {
  judgements: CORRECTION_MODEL,
  questionsMax: QUESTIONS_MAX,
  natsMax: NATS_MAX,
};

export function readyTerms(
  terms: Iterable<SoughtTerm>,
  language: Language,
  curiosity = CURIOSITY,
): ReadyTerms {
  return { lexicon: compileTerms(terms, language, CORRECTION_MODEL.costs), language, curiosity };
}
