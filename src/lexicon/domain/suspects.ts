import type { Alternative } from './alternative.js';
import { type CompiledLexicon, type SpokenTerm, type TermRange, termsBeginning } from './compiled-lexicon.js';
import type { Beginning } from './doubts.js';
import type { HeardWord, Stretch } from './heard-text.js';
import { joinPhones, type Phones } from './phones.js';
import { overlap, type Reading, type Span, suffixOf } from './reading.js';
import { farLimits, NEAR, type SoundLimits, type SoundMatch, type SpokenStretch } from './sound-search.js';

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
export function suspectsIn(reading: Reading): Suspect[] {
  const { search } = reading.lexicon;
  return suspectsOf(reading, reading.stretches, (_, spoken) => search.search(spoken, NEAR)).filter(
    (suspect) => !reading.isSettled(suspect),
  );
}

/**
 * Finds what may be a term with one of these beginnings, from its word on: it may sound rather unlike it. Most are not worth
 * a second look: whether a term stands there already is left to the caller.
 */
export function suspectsBeginning(reading: Reading, beginnings: readonly Beginning[]): Suspect[] {
  const starts = new Set(beginnings.map(({ start }) => start));
  const far = farLimits(reading.lexicon.size);
  return suspectsFrom(starts, reading, (start) => {
    const here = beginnings.filter((one) => one.start === start);
    return formsBeginning(here, reading.lexicon, far);
  });
}

/** A form that is looked for from a word on. */
interface Sought {
  readonly form: number;
  readonly limits: SoundLimits;
}

/** From each of these words alone: what sounds most alike from another one would hide the rest. */
function suspectsFrom(
  starts: ReadonlySet<number>,
  reading: Reading,
  soughtAt: (start: number) => readonly Sought[],
): Suspect[] {
  const { search } = reading.lexicon;
  const stretches = reading.stretches.filter((stretch) => stretch.some(({ start }) => starts.has(start)));
  return suspectsOf(reading, stretches, (stretch, spoken) =>
    [...spoken.starts].flatMap(([before, word]) => {
      const start = stretch[word]?.start ?? -1;
      if (!starts.has(start)) return [];
      return soughtAt(start).flatMap(({ form, limits }) => search.searchForm(form, before, spoken, limits));
    }),
  );
}

function formsOf(term: string, lexicon: CompiledLexicon): readonly number[] {
  const letters = term.toLowerCase();
  const { from, to } = termsBeginning(letters, lexicon);
  return lexicon.byBeginning
    .slice(from, to)
    .filter((one) => one.letters === letters)
    .flatMap(({ spoken }) => spoken);
}

/** What an engine was asked about, with its answers. What the text does not bear out is left out. */
export function suspectsAsked(
  reading: Reading,
  alternatives: readonly Alternative[],
): { readonly suspect: Suspect; readonly alternative: Alternative }[] {
  const byPlace = new Map(alternatives.map((one) => [placeOf(one.start, one.end, one.term), one]));
  const starts = new Set(alternatives.map(({ start }) => start));
  const limits = farLimits(reading.lexicon.size);
  const asked = suspectsFrom(starts, reading, (start) => {
    const terms = new Set(alternatives.filter((one) => one.start === start).map(({ term }) => term));
    const forms = new Set([...terms].flatMap((term) => formsOf(term, reading.lexicon)));
    return [...forms].map((form) => ({ form, limits }));
  });
  return asked.flatMap((suspect) => {
    const alternative = byPlace.get(placeOfSuspect(suspect));
    return alternative && !reading.isSettled(suspect) ? [{ suspect, alternative }] : [];
  });
}

/** What tells a term in a place from others, and from itself in other places. */
function placeOf(start: number, end: number, term: string): string {
  return `${start} ${end} ${term}`;
}

export function placeOfSuspect({ start, end, spoken }: Suspect): string {
  return placeOf(start, end, spoken.term.entry.term);
}

/** Of the ways to say a term each place has one: the one that sounds most like what was heard. */
export function soundingMostAlike<T>(items: readonly T[], suspectIn: (item: T) => Suspect): T[] {
  const byPlace = new Map<string, T>();
  for (const item of items) {
    const place = placeOfSuspect(suspectIn(item));
    const other = byPlace.get(place);
    if (!other || suspectIn(item).cost < suspectIn(other).cost) byPlace.set(place, item);
  }
  return [...byPlace.values()];
}

/** Each that overlaps none before it. */
export function apart<T>(items: readonly T[], spanOf: (item: T) => Span): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (!taken.some((other) => overlap(spanOf(other), spanOf(item)))) taken.push(item);
  }
  return taken;
}

function suspectsOf(
  { text, lexicon }: Reading,
  stretches: readonly Stretch[],
  matchesIn: (stretch: Stretch, spoken: SpokenStretch) => SoundMatch[],
): Suspect[] {
  return stretches.flatMap((stretch) => {
    const forms = stretch.map((word) => lexicon.sounds.of(word.text));
    const matches = matchesIn(stretch, spokenStretch(stretch, forms));
    return matches.flatMap((match) => suspectOf(match, stretch, forms, { text, lexicon }) ?? []);
  });
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

/** So many terms may sound rather unlike what was heard, and about so many forms are looked for in all, for each word. */
const FAR_TERMS_MAX = 20;
const FORMS_MAX = 1000;
/**
 * What a beginning is less likely than what was written, in nats, plus the logarithm of how many terms begin so: less likely
 * than that none of them was said.
 */
const SHARE_MAX = 7;

/** The terms with the likeliest beginnings may sound rather unlike what was heard, as far as `far`. */
function formsBeginning(
  beginnings: readonly Beginning[],
  lexicon: CompiledLexicon,
  far: SoundLimits,
): Sought[] {
  const sought = new Map<number, Sought>();
  let left = FAR_TERMS_MAX;
  for (const { from, to } of likeliestBeginnings(beginnings, lexicon)) {
    const before = sought.size;
    const isFar = to - from <= left;
    const limits = isFar ? far : NEAR;
    for (let at = from; at < to && (isFar || sought.size < FORMS_MAX); at += 1)
      for (const form of lexicon.byBeginning[at]?.spoken ?? [])
        if (!sought.has(form)) sought.set(form, { form, limits });
    if (isFar && sought.size > before) left -= to - from;
  }
  return [...sought.values()];
}

/** Where the terms of each beginning that is likely enough stand, those of the likeliest first. */
function likeliestBeginnings(beginnings: readonly Beginning[], lexicon: CompiledLexicon): TermRange[] {
  const nats = new Map<string, number>();
  for (const one of beginnings) nats.set(one.letters, Math.min(one.nats, nats.get(one.letters) ?? Infinity));
  return [...nats]
    .map(([letters, least]) => {
      const { from, to } = termsBeginning(letters, lexicon);
      return { from, to, share: least + Math.log(to - from) };
    })
    .filter(({ from, to, share }) => to > from && share <= SHARE_MAX)
    .toSorted((a, b) => a.share - b.share);
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
