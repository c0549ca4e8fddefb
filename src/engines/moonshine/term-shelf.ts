import { LRUCache } from 'lru-cache';
import { NATS_MAX } from '../../lexicon/domain/alternative.js';
import { compileTerms } from '../../lexicon/domain/compiled-lexicon.js';
import { CORRECTION_MODEL } from '../../lexicon/domain/correction-model.js';
import type { Language } from '../../lexicon/domain/language.js';
import type { SoughtTerm } from '../../lexicon/domain/lexicon.js';
import type { TermsOf } from '../serve-recogniser.js';
import type { Curiosity, ReadyTerms } from './term-listener.js';

/** Ways to say the terms of all lists that are kept: 10,000 take up to 30 MB. */
const WAYS_KEPT = 40_000;
/** Of a list that has more only the terms themselves are listened for. */
const WAYS_MAX = 20_000;
/** However small they are. */
const LISTS_KEPT = 64;

/** Lists of terms, made ready to listen for when they are first wanted. */
export class TermShelf {
  private readonly lists = new LRUCache<string, ReadyTerms>({
    max: LISTS_KEPT,
    maxSize: WAYS_KEPT,
    sizeCalculation: ({ lexicon }) => Math.min(WAYS_KEPT, Math.max(1, lexicon.spoken.length)),
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
  terms: readonly SoughtTerm[],
  language: Language,
  curiosity = CURIOSITY,
): ReadyTerms {
  const ways = terms.reduce((sum, { soundsLike }) => sum + 1 + soundsLike.length, 0);
  const listed = ways > WAYS_MAX ? terms.map((one) => ({ ...one, soundsLike: [] })) : terms;
  return { lexicon: compileTerms(listed, language, CORRECTION_MODEL.costs), language, curiosity };
}
