import type { CompiledLexicon, SpokenTerm } from './compiled-lexicon.js';
import type { HeardWord, Stretch } from './heard-text.js';
import type { Language } from './language.js';
import { joinPhones, type Phones } from './phones.js';
import { suffixOf, type Reading, type TermSpan } from './reading.js';
import type { SpokenStretch } from './sound-search.js';
import { spokenForm } from './spoken-form.js';

/** Words that sound much like a term. */
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

/** Finds what may be a misheard term. Where a term stands already nothing is suspected. */
export function suspectsIn(reading: Reading, lexicon: CompiledLexicon, language: Language): Suspect[] {
  const settled = [...reading.terms, ...reading.spelledOut];
  return reading.stretches
    .flatMap((stretch) => suspectsOf(stretch, reading.text, lexicon, language))
    .filter((suspect) => !settled.some((span) => overlap(span, suspect)));
}

export function overlap(a: Pick<TermSpan, 'start' | 'end'>, b: Pick<TermSpan, 'start' | 'end'>): boolean {
  return a.start < b.end && b.start < a.end;
}

function suspectsOf(stretch: Stretch, text: string, lexicon: CompiledLexicon, language: Language): Suspect[] {
  const forms = stretch.map((word) => spokenForm(word.text, language));
  const { phones, starts, ends } = spokenStretch(stretch, forms);
  return lexicon.search.search({ phones, starts, ends }).flatMap(({ form, start, end, cost }) => {
    const [last, hasSuffix] = [Math.floor(end / 2), end % 2 === 1];
    const words = stretch.slice(start, last + 1);
    const [firstWord, lastWord] = [words[0], words.at(-1)];
    const spoken = lexicon.spoken[form];
    if (!firstWord || !lastWord || !spoken) return [];
    const suffix = hasSuffix ? suffixOf(lastWord.text).length : 0;
    const span = { start: firstWord.start, end: lastWord.end - suffix };
    const heard = joinPhones(forms.slice(start, last + 1));
    return [
      {
        spoken,
        words,
        heard: text.slice(span.start, span.end),
        ...span,
        phones: hasSuffix ? heard.slice(0, -1) : heard,
        cost,
      },
    ];
  });
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
