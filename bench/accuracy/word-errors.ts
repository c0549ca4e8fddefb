export interface WordErrors {
  /** Substitutions, insertions and deletions: the least that turn the reference into the hypothesis. */
  readonly errors: number;
  readonly referenceWords: number;
}

export function wordErrors(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  let row = hypothesis.map((_, index) => index + 1);
  row.unshift(0);
  for (const [index, expected] of reference.entries()) {
    const next = [index + 1];
    for (const [at, heard] of hypothesis.entries()) {
      const substituted = (row[at] ?? 0) + (expected === heard ? 0 : 1);
      next.push(Math.min(substituted, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return { errors: row.at(-1) ?? 0, referenceWords: reference.length };
}

/** In percent, over a corpus: all errors by all words, so a long recording weighs more than a short one. */
export function wordErrorRate(all: readonly WordErrors[]): number {
  const errors = all.reduce((sum, one) => sum + one.errors, 0);
  const words = all.reduce((sum, one) => sum + one.referenceWords, 0);
  return words === 0 ? 0 : (100 * errors) / words;
}
