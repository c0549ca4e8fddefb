import { englishWords } from '../accuracy/english-words.js';
import type { Recording } from '../recordings.js';
import type { TranscriptView } from '../steno-client.js';

/** What a lexicon did to one recording. */
export interface Outcome {
  /** Times that a term of the lexicon's own is said. */
  readonly said: number;
  /** Of these, how many the transcript has without a lexicon, and with it. */
  readonly plain: number;
  readonly corrected: number;
  /** Corrections to a term that is not said there. */
  readonly wrong: readonly string[];
  readonly words: number;
}

export function outcomeOf(recording: Recording, plain: TranscriptView, corrected: TranscriptView): Outcome {
  const reference = englishWords(recording.reference ?? '');
  const [before, after] = [englishWords(plain.text), englishWords(corrected.text)];
  const terms = (recording.keyterms ?? []).map(englishWords);
  const found = (words: readonly string[]) =>
    terms.reduce((sum, term) => sum + Math.min(count(reference, term), count(words, term)), 0);
  const wrong = (corrected.corrections ?? []).filter(({ from, to }) => {
    const term = englishWords(to);
    const isOnlyWrittenOtherwise = englishWords(from).join('') === term.join('');
    return !isOnlyWrittenOtherwise && count(after, term) > count(reference, term);
  });
  return {
    said: found(reference),
    plain: found(before),
    corrected: found(after),
    wrong: wrong.map(({ from, to, score }) => `${recording.file}: ${from} → ${to} (${score})`),
    words: before.length,
  };
}

export function total(outcomes: readonly Outcome[]): Outcome {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + of(outcome), 0);
  return {
    said: sum(({ said }) => said),
    plain: sum(({ plain }) => plain),
    corrected: sum(({ corrected }) => corrected),
    wrong: outcomes.flatMap(({ wrong }) => wrong),
    words: sum(({ words }) => words),
  };
}

function count(words: readonly string[], term: readonly string[]): number {
  return term.length === 0 ? 0 : ` ${words.join(' ')} `.split(` ${term.join(' ')} `).length - 1;
}
