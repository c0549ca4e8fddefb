import type { Suspect } from '../../src/lexicon/domain/suspects.js';
import type { Example } from './examples.js';

export function standardWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .replaceAll('-', ' ')
      .match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? []
  );
}

/** Whether a term stands in a text, in any case and with any marks. */
export function stands(term: string, text: string): boolean {
  return ` ${standardWords(text).join(' ')} `.includes(` ${standardWords(term).join(' ')} `);
}

/** Whether a term in place of what was heard brings the text nearer to what was said. */
export function isRight({ said, heard }: Example, { start, end, spoken }: Suspect): boolean {
  const { term } = spoken.term.entry;
  if (!stands(term, said)) return false;
  const reference = standardWords(said);
  const wanted = standardWords(term).join(' ');
  const before = standardWords(heard);
  const after = standardWords(`${heard.slice(0, start)} ${term} ${heard.slice(end)}`);
  const [errorsBefore, errorsAfter] = [editDistance(reference, before), editDistance(reference, after)];
  if (errorsAfter !== errorsBefore) return errorsAfter < errorsBefore;
  return count(after, wanted) <= count(reference, wanted) && count(before, wanted) < count(reference, wanted);
}

/** Those that were said and are not in what was heard. */
export function misheardTerms({ terms, heard }: Example): string[] {
  return terms.filter((term) => !stands(term, heard));
}

const ERROR_RATE_MAX = 0.5;

/** What is hardly understood at all teaches nothing. */
export function isUnderstood(example: Example): boolean {
  return wordErrorRate(example) <= ERROR_RATE_MAX;
}

function wordErrorRate({ said, heard }: Example): number {
  const reference = standardWords(said);
  return editDistance(reference, standardWords(heard)) / reference.length;
}

function count(words: readonly string[], wanted: string): number {
  return ` ${words.join(' ')} `.split(` ${wanted} `).length - 1;
}

function editDistance(a: readonly string[], b: readonly string[]): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, word] of a.entries()) {
    const current = [i + 1];
    for (const [j, other] of b.entries()) {
      current.push(Math.min(current[j]! + 1, previous[j + 1]! + 1, previous[j]! + (word === other ? 0 : 1)));
    }
    previous = current;
  }
  return previous[b.length]!;
}
