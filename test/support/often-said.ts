import { neutral, type SoughtTerm } from '../../src/lexicon/domain/lexicon.js';

/** A term so much likelier than others that a recogniser asks about it, whatever it learned is worth asking. */
export function oftenSaid(term: string): SoughtTerm {
  return { ...neutral(term), boost: 5 };
}
