import type { CompiledLexicon, CompiledTerm } from './compiled-lexicon.js';
import type { Alternative } from './alternative.js';
import { chanceOf, type CorrectionModel, evidenceOf, logOddsOf, ONCE_SAID, thresholdOf } from './evidence.js';
import type { Language } from './language.js';
import { overlap, Reading, type Span, type TermSpan } from './reading.js';
import { apart, placeOfSuspect, type Suspect, suspectsAsked, suspectsIn } from './suspects.js';
import { written } from './writing.js';

/** One change of a text: characters from `start` to `end` of what was heard. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
  /** How likely it is right, 0 to 1. */
  readonly score: number;
}

export interface Revision {
  readonly text: string;
  /** In order; they do not overlap. */
  readonly changes: readonly Change[];
}

/** A text as far as it can be corrected before it is known what was said elsewhere in the recording: {@link revisionsOf}. */
export interface Draft {
  readonly text: string;
  /** What is changed, wherever its term was said. */
  readonly changes: readonly PossibleChange[];
  /** Elsewhere in the text, what is changed if its term was said, the likeliest first. */
  readonly doubtful: readonly PossibleChange[];
  /** Rare terms that stand in the text, or are put in with more to spare than this would give to others. */
  readonly said: ReadonlySet<string>;
}

interface PossibleChange extends Omit<Change, 'score'> {
  readonly term: CompiledTerm;
  readonly logOdds: number;
  /** How much of that is more than what is wanted; negative: how much is lacking. */
  readonly toSpare: number;
}

/** Of a text, at most: a lexicon may hold any number of terms that sound alike. */
const DOUBTFUL_MAX = 200;

/**
 * Puts the terms of a lexicon where they were misheard. Pure: the same texts, lexicon and model give the same result.
 *
 * What the lexicon spells out goes first, and nothing else is changed there. A term that stands in the text is left
 * alone, but for its case. Elsewhere words that sound much like a term give way to it, when the evidence says that it is
 * more likely what was said; the more so when the term is said elsewhere in the recording.
 */
export class Corrector {
  constructor(
    private readonly lexicon: CompiledLexicon,
    private readonly language: Language,
    private readonly model: CorrectionModel,
  ) {}

  /** `alternatives`: from an engine that listened for the terms of the lexicon. */
  draft(text: string, alternatives: readonly Alternative[] = []): Draft {
    const reading = new Reading(text, this.lexicon);
    const standing = reading.terms.filter((span) => isThatTerm(span, text));
    const certain = [...reading.spelledOut, ...standing.filter((span) => mayRewrite(span, text))]
      .map(({ term, start, end }) => {
        const from = text.slice(start, end);
        const to = written(term.entry, from, opensSentence(text, start));
        return { start, end, from, to, term, logOdds: Infinity, toSpare: Infinity };
      })
      .toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
    const possible = this.possibleChanges(reading, alternatives).toSorted(byLikelihood);
    const likely = possible.filter(({ toSpare }) => toSpare >= 0);
    const changes = apart([...certain, ...likely], (change) => change);
    const isFree = (span: Span): boolean => !changes.some((change) => overlap(change, span));
    const doubtful = possible.filter((change) => change.toSpare < 0 && isFree(change)).slice(0, DOUBTFUL_MAX);
    const sure = changes.filter(({ toSpare }) => toSpare >= ONCE_SAID);
    const said = [...standing.filter(isFree), ...sure]
      .filter(({ term }) => isRare(term))
      .map(({ term }) => term.entry.term);
    return { text, changes, doubtful, said: new Set(said) };
  }

  /** Those that are likely enough, or would be if their term was said elsewhere. */
  private possibleChanges(reading: Reading, alternatives: readonly Alternative[]): PossibleChange[] {
    const near = suspectsIn(reading);
    const asked = suspectsAsked(reading, alternatives);
    const told = new Set(asked.map(({ suspect }) => placeOfSuspect(suspect)));
    return [
      ...near
        .filter((suspect) => !told.has(placeOfSuspect(suspect)))
        .flatMap((suspect) => this.judged(suspect) ?? []),
      ...asked.flatMap(({ suspect, alternative }) => this.judged(suspect, alternative) ?? []),
    ];
  }

  /** `told`: by the engine. Null: it is not likely enough, wherever its term was said. */
  private judged(suspect: Suspect, told?: Alternative): PossibleChange | null {
    const { start, end, heard: from } = suspect;
    const { term } = suspect.spoken;
    const judgement = told ? this.model.ear : this.model.text;
    const evidence = evidenceOf(suspect, {
      language: this.language,
      terms: this.lexicon.size,
      nats: told?.nats ?? 0,
    });
    const logOdds = logOddsOf(evidence, term.entry.boost, judgement);
    const toSpare = logOdds - thresholdOf(evidence, judgement);
    // The text alone is not trusted with a common word, which is as likely to be said again itself.
    const mayBeDoubtful = told !== undefined || evidence.rarestHeardWord > COMMON_SURPRISAL;
    if (toSpare + (mayBeDoubtful ? ONCE_SAID : 0) < 0) return null;
    const to = written(term.entry, from, suspect.words[0]?.opensSentence ?? false);
    return { start, end, from, to, term, logOdds, toSpare };
  }
}

/** `drafts`: of all texts of one recording. */
export function revisionsOf(drafts: readonly Draft[]): Revision[] {
  const said = new Set(drafts.flatMap((draft) => [...draft.said]));
  return drafts.map((draft) => revisionOf(draft, said));
}

function revisionOf({ text, changes, doubtful }: Draft, said: ReadonlySet<string>): Revision {
  const onceSaid = doubtful
    .filter(({ term }) => said.has(term.entry.term))
    .map((change) => ({ ...change, logOdds: change.logOdds + ONCE_SAID }));
  const made = [...changes, ...apart(onceSaid, (change) => change)]
    .map((change) => withLastStop(change, text))
    .filter(({ from, to }) => from !== to)
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end, from, to, logOdds }) => ({ start, end, from, to, score: scoreOf(logOdds) }));
  return { text: changed(text, made), changes: made };
}

function byLikelihood(a: PossibleChange, b: PossibleChange): number {
  return (
    b.logOdds - a.logOdds ||
    a.start - b.start ||
    a.end - b.end ||
    (a.term.entry.term < b.term.entry.term ? -1 : 1)
  );
}

/** `here's` is not `heres`, `she'll` not `shell`, though their letters are. */
function isThatTerm({ term, start, end }: TermSpan, text: string): boolean {
  return !endsInClitic(text.slice(start, end)) || endsInClitic(term.entry.term);
}

/** A term that is a common word too, such as Apple, keeps the case in which it was heard. */
function mayRewrite({ term, start, end }: TermSpan, text: string): boolean {
  if (term.entry.case === 'exact' && isRare(term)) return true;
  return text.slice(start, end).toLowerCase() !== term.entry.term.toLowerCase();
}

function isRare({ surprisal, wordCount }: CompiledTerm): boolean {
  return surprisal / wordCount > COMMON_SURPRISAL;
}

/** Of the 6,500 most common words each has less, in nats. */
const COMMON_SURPRISAL = 11.2;

/** What leans on the word before it: the mark of an owner, and `is`, `will`, `not` and others without some of their letters. */
function endsInClitic(text: string): boolean {
  return /['’](?:s|d|m|t|ll|re|ve)$/iu.test(text);
}

/** The last stop of an abbreviation, `I.A.X.`, belongs to it where the sentence goes on. */
function withLastStop(change: PossibleChange, text: string): PossibleChange {
  const isAbbreviation = /^(?:\p{L}\.)+\p{L}$/u.test(change.from);
  if (!isAbbreviation || !/^\.[\s,]*\p{Ll}/u.test(text.slice(change.end))) return change;
  return { ...change, end: change.end + 1, from: `${change.from}.` };
}

function opensSentence(text: string, start: number): boolean {
  return /(^|[.?!…:;])[^\p{L}\p{N}]*$/u.test(text.slice(0, start));
}

/** A learned likelihood has no more digits, and is never 1: that is for what the lexicon spells out. */
function scoreOf(logOdds: number): number {
  return logOdds === Infinity ? 1 : Math.min(0.999, Math.round(chanceOf(logOdds) * 1000) / 1000);
}

function changed(text: string, changes: readonly Change[]): string {
  let at = 0;
  let result = '';
  for (const { start, end, to } of changes) {
    result += text.slice(at, start) + to;
    at = end;
  }
  return result + text.slice(at);
}
