import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lowerBound } from '../domain/lower-bound.js';

/**
 * Words, each with something about it, in one string. As a `Map` they would be hundreds of thousands of objects that every
 * run of the garbage collector goes through: with 400,000 of them it took an eighth of a recogniser's processor time.
 */
export class WordList {
  private constructor(
    /** `word TAB value NEWLINE` for each, in the order of the words. */
    private readonly lines: string,
    private readonly starts: Uint32Array,
  ) {}

  /** Without tabs and newlines. Of several entries of a word one is found. */
  static of(entries: readonly (readonly [word: string, value: string])[]): WordList {
    const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
    const starts = new Uint32Array(sorted.length);
    let lines = '';
    for (const [index, [word, value]] of sorted.entries()) {
      starts[index] = lines.length;
      lines += `${word}\t${value}\n`;
    }
    return new WordList(lines, starts);
  }

  get size(): number {
    return this.starts.length;
  }

  get(word: string): string | undefined {
    const index = lowerBound(this.size, (one) => this.wordAt(one) < word);
    if (index === this.size || this.wordAt(index) !== word) return undefined;
    const start = (this.starts[index] as number) + word.length + 1;
    return this.lines.slice(start, this.lines.indexOf('\n', start));
  }

  private wordAt(index: number): string {
    const start = this.starts[index] as number;
    return this.lines.slice(start, this.lines.indexOf('\t', start));
  }
}

const require = createRequire(import.meta.url);

/**
 * The strings in a module that is nothing but a list, in their order. It is read and not imported, for what is imported
 * stays in memory for good. Throws when it has fewer than `least`.
 */
export function stringsOf(module: string, least: number): string[] {
  const source = readFileSync(require.resolve(module), 'utf8');
  const strings = Array.from(
    source.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g),
    ([, double, single]) => double ?? single ?? '',
  );
  if (strings.length < least) throw new Error(`${module} is no list of words as we know it`);
  return strings;
}
