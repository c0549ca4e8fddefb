import { readFile } from 'node:fs/promises';

/** Stands for the space before a word. */
const WORD_START = '▁';

/** Pieces that stand for no text: unknown, start and end; and those after the vocabulary of Llama. */
const FIRST_PIECE = 3;
const LAST_PIECE = 31_999;

/** What the pieces of text stand for: `base64(bytes) id` a line, in the order of the ids. */
export class Vocabulary {
  private constructor(private readonly pieces: readonly Buffer[]) {}

  static async read(path: string): Promise<Vocabulary> {
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    return new Vocabulary(lines.map((line) => Buffer.from(line.split(' ')[0] ?? '', 'base64')));
  }

  text(ids: readonly number[]): string {
    return this.read(ids).trim();
  }

  /** The words of a text, and where each one's pieces are: from the first to before the last. */
  words(ids: readonly number[]): { text: string; from: number; to: number }[] {
    const starts = ids.flatMap((id, at) => (at === 0 || this.startsWord(id) ? at : []));
    return starts
      .map((from, word) => {
        const to = starts[word + 1] ?? ids.length;
        return { text: this.text(ids.slice(from, to)), from, to };
      })
      .filter(({ text }) => text !== '');
  }

  private read(ids: readonly number[]): string {
    const known = ids.filter((id) => id >= FIRST_PIECE && id <= LAST_PIECE);
    const bytes = Buffer.concat(known.map((id) => this.pieces[id] ?? Buffer.alloc(0)));
    return bytes.toString('utf8').replaceAll(WORD_START, ' ');
  }

  private startsWord(id: number): boolean {
    return /^\s/.test(this.read([id]));
  }
}
