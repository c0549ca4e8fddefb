import type { Counted } from './counted.js';
import { alignWords } from './word-errors.js';

export interface WrittenForm {
  /** Letters with the wrong case in the words that were heard right. */
  readonly letters: Counted;
  /** Words that were heard right and are followed by another kind of mark: none, a pause, the end of a sentence. */
  readonly marks: Counted;
}

/** Null where the reference itself has neither capitals nor marks. */
export function compareWrittenForm(reference: string, hypothesis: string): WrittenForm | null {
  if (!/\p{Lu}/u.test(reference) || !/[.,?!]/.test(reference)) return null;
  const expected = writtenWords(reference);
  const heard = writtenWords(hypothesis);
  const lowerCase = (words: readonly WrittenWord[]) => words.map(({ word }) => word.toLowerCase());
  let words = 0;
  let wrongLetters = 0;
  let wrongMarks = 0;
  for (const step of alignWords(lowerCase(expected), lowerCase(heard))) {
    const right = step.kind === 'match' && expected[step.reference ?? -1];
    const ours = step.kind === 'match' && heard[step.hypothesis ?? -1];
    if (!right || !ours) continue;
    words += 1;
    wrongLetters += [...right.word].filter((letter, index) => letter !== [...ours.word][index]).length;
    if (right.mark !== ours.mark) wrongMarks += 1;
  }
  return { letters: { errors: wrongLetters, of: words }, marks: { errors: wrongMarks, of: words } };
}

interface WrittenWord {
  readonly word: string;
  readonly mark: 'none' | 'pause' | 'end';
}

function writtenWords(text: string): WrittenWord[] {
  return text
    .replace(/[’‘`]/g, "'")
    .split(/\s+/)
    .flatMap((token) => {
      const [, word, after = ''] = /^[^\p{L}\p{N}]*(.*[\p{L}\p{N}])(.*)$/u.exec(token) ?? [];
      return word === undefined ? [] : [{ word, mark: markOf(after) }];
    });
}

function markOf(after: string): WrittenWord['mark'] {
  if (/[.?!…]/.test(after)) return 'end';
  return /[,;:–—-]/.test(after) ? 'pause' : 'none';
}
