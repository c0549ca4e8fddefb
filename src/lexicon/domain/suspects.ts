import type { Alternative } from './alternative.js';
import { type CompiledLexicon, type SpokenTerm, termsBeginning } from './compiled-lexicon.js';
import type { Beginning } from './doubts.js';
import type { HeardWord, Stretch } from './heard-text.js';
import { joinPhones, type Phones } from './phones.js';
import { suffixOf, type Reading, type TermSpan } from './reading.js';
import { FAR, NEAR, type SoundMatch, type SpokenStretch } from './sound-search.js';

/** Words that may be a term that was misheard. */
export interface Suspect {
  readonly spoken: SpokenTerm;
  /** What was heard: the words, and their characters and phones, perhaps without the mark of an owner or a plural. */
  readonly words: readonly HeardWord[];
  readonly heard: string;
  readonly start: number;
  readonly end: number;
  readonly phones: Phones;
  /** How different the two sound, in nats. */
  readonly cost: number;
}

/** Finds what sounds so much like a term that it may be it. Where a term stands already nothing is suspected. */
export function suspectsIn(reading: Reading, lexicon: CompiledLexicon): Suspect[] {
  return suspectsOf(reading, lexicon, (_, spoken) => lexicon.search.search(spoken, NEAR));
}

/** Finds what may be a term with one of these beginnings, from its word on: it may sound rather unlike it. */
export function suspectsBeginning(
  reading: Reading,
  lexicon: CompiledLexicon,
  beginnings: readonly Beginning[],
): Suspect[] {
  const doubted = new Set(beginnings.map(({ start }) => start));
  const stretches = reading.stretches.filter((stretch) => stretch.some(({ start }) => doubted.has(start)));
  return suspectsOf({ ...reading, stretches }, lexicon, (stretch, spoken) =>
    matchesBeginning(stretch, spoken, lexicon, beginnings),
  );
}

/** What an engine was asked about, with its answers. Those that the text does not bear out are left out. */
export function suspectsAsked(
  reading: Reading,
  lexicon: CompiledLexicon,
  alternatives: readonly Alternative[],
): { readonly suspect: Suspect; readonly alternative: Alternative }[] {
  const byPlace = new Map(alternatives.map((one) => [placeOf(one.start, one.end, one.term), one]));
  const beginnings = alternatives.map(({ start, term }) => ({ start, letters: term.toLowerCase(), nats: 0 }));
  return suspectsBeginning(reading, lexicon, beginnings).flatMap((suspect) => {
    const alternative = byPlace.get(placeOfSuspect(suspect));
    return alternative ? [{ suspect, alternative }] : [];
  });
}

/** What tells a term in a place from others, and from itself in other places. */
export function placeOf(start: number, end: number, term: string): string {
  return `${start} ${end} ${term}`;
}

export function placeOfSuspect({ start, end, spoken }: Suspect): string {
  return placeOf(start, end, spoken.term.entry.term);
}

function overlap(a: Pick<TermSpan, 'start' | 'end'>, b: Pick<TermSpan, 'start' | 'end'>): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Each that overlaps none before it. */
export function apart<T>(items: readonly T[], spanOf: (item: T) => Pick<TermSpan, 'start' | 'end'>): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (!taken.some((other) => overlap(spanOf(other), spanOf(item)))) taken.push(item);
  }
  return taken;
}

function suspectsOf(
  { text, stretches, terms, spelledOut }: Reading,
  lexicon: CompiledLexicon,
  matchesIn: (stretch: Stretch, spoken: SpokenStretch) => SoundMatch[],
): Suspect[] {
  const settled = [...terms, ...spelledOut];
  return stretches
    .flatMap((stretch) => {
      const forms = stretch.map((word) => lexicon.sounds.of(word.text));
      const matches = matchesIn(stretch, spokenStretch(stretch, forms));
      return matches.flatMap((match) => suspectOf(match, stretch, forms, { text, lexicon }) ?? []);
    })
    .filter((suspect) => !settled.some((span) => overlap(span, suspect)));
}

function suspectOf(
  { form, start, end, cost }: SoundMatch,
  stretch: Stretch,
  forms: readonly Phones[],
  { text, lexicon }: { readonly text: string; readonly lexicon: CompiledLexicon },
): Suspect | null {
  const [last, hasSuffix] = [Math.floor(end / 2), end % 2 === 1];
  const words = stretch.slice(start, last + 1);
  const [firstWord, lastWord] = [words[0], words.at(-1)];
  const spoken = lexicon.spoken[form];
  if (!firstWord || !lastWord || !spoken) return null;
  const suffix = hasSuffix ? suffixOf(lastWord.text).length : 0;
  const span = { start: firstWord.start, end: lastWord.end - suffix };
  const heard = joinPhones(forms.slice(start, last + 1));
  return {
    spoken,
    words,
    heard: text.slice(span.start, span.end),
    ...span,
    phones: hasSuffix ? heard.slice(0, -1) : heard,
    cost,
  };
}

/** So many terms may sound rather unlike what was heard, for each word. */
const FAR_TERMS_MAX = 20;
/**
 * What a beginning is less likely than what was written, in nats, plus the logarithm of how many terms begin so: less likely
 * than that none of them was said.
 */
const SHARE_MAX = 7;

/** The terms with the likeliest beginnings of a word may sound rather unlike it, others may not; from each word alone. */
function matchesBeginning(
  stretch: Stretch,
  { phones, starts, ends }: SpokenStretch,
  lexicon: CompiledLexicon,
  beginnings: readonly Beginning[],
): SoundMatch[] {
  return [...starts].flatMap(([at, word]) => {
    const here = beginnings.filter(({ start }) => start === stretch[word]?.start);
    const { far, near } = formsBeginning(here, lexicon);
    const from = { phones, starts: new Map([[at, word]]), ends };
    return [
      ...(near.size > 0 ? lexicon.search.search(from, NEAR, near) : []),
      ...(far.size > 0 ? lexicon.search.search(from, FAR, far) : []),
    ];
  });
}

function formsBeginning(
  beginnings: readonly Beginning[],
  lexicon: CompiledLexicon,
): { readonly far: ReadonlySet<number>; readonly near: ReadonlySet<number> } {
  const [far, near] = [new Set<number>(), new Set<number>()];
  let left = FAR_TERMS_MAX;
  const likely = beginnings
    .map(({ letters, nats }) => {
      const terms = termsBeginning(letters, lexicon);
      return { terms, share: nats + Math.log(terms.length) };
    })
    .filter(({ share }) => share <= SHARE_MAX)
    .toSorted((a, b) => a.share - b.share);
  for (const { terms } of likely) {
    const isFar = terms.length <= left;
    if (isFar) left -= terms.length;
    for (const { spoken } of terms)
      for (const form of spoken) if (!far.has(form)) (isFar ? far : near).add(form);
  }
  return { far, near };
}

/** An end is twice the index of its word, and one more where its last phone, of an owner or a plural, is left out. */
function spokenStretch(stretch: Stretch, forms: readonly Phones[]): SpokenStretch {
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  let at = 0;
  for (const [index, form] of forms.entries()) {
    if (form.length === 0) continue;
    starts.set(at, index);
    at += form.length;
    ends.set(at, 2 * index);
    if (form.length > 1 && suffixOf(stretch[index]?.text ?? '') !== '') ends.set(at - 1, 2 * index + 1);
  }
  return { phones: joinPhones(forms), starts, ends };
}
