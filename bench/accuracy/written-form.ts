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
  const pairs = heardRight(writtenWords(reference), writtenWords(hypothesis));
  const wrongLetters = pairs.map(([expected, heard]) => differentLetters(expected.word, heard.word));
  return {
    letters: { errors: wrongLetters.reduce((sum, count) => sum + count, 0), of: pairs.length },
    marks: {
      errors: pairs.filter(([expected, heard]) => expected.mark !== heard.mark).length,
      of: pairs.length,
    },
  };
}

/** The words that are the same but for their case. */
function heardRight(expected: readonly WrittenWord[], heard: readonly WrittenWord[]): WrittenPair[] {
  const lowerCase = (words: readonly WrittenWord[]) => words.map(({ word }) => word.toLowerCase());
  return alignWords(lowerCase(expected), lowerCase(heard)).flatMap((step): WrittenPair[] => {
    const pair = [expected[step.reference ?? -1], heard[step.hypothesis ?? -1]] as const;
    return step.kind === 'match' && pair[0] && pair[1] ? [[pair[0], pair[1]]] : [];
  });
}

function differentLetters(one: string, other: string): number {
  return Array.from(one, (letter, index) => letter !== other[index]).filter(Boolean).length;
}

type WrittenPair = readonly [expected: WrittenWord, heard: WrittenWord];

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
