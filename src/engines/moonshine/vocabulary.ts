import { readFile } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';

/** Stands for the space before a word. */
const WORD_START = '▁';

/** Pieces that stand for no text: unknown, start and end; and those after the vocabulary of Llama. */
const FIRST_PIECE = 3;
const LAST_PIECE = 31_999;
/** The pieces before stand for one byte each, in their order. */
const FIRST_MERGED = 259;
/** Texts of which the pieces are kept. */
const ENCODED_MAX = 20_000;

/** What the pieces of text stand for: `base64(bytes) id` a line, in the order of the ids. */
export class Vocabulary {
  /** The ids of the pieces that are no single bytes, by their bytes, a character for each. */
  private readonly ids: ReadonlyMap<string, number>;
  /** What was encoded before: terms come again and again. */
  private readonly encoded = new LRUCache<string, readonly number[]>({ max: ENCODED_MAX });

  private constructor(private readonly pieces: readonly Buffer[]) {
    const ids = new Map<string, number>();
    for (let id = FIRST_MERGED; id <= LAST_PIECE; id++) {
      const bytes = pieces[id]?.toString('latin1') ?? '';
      if (!ids.has(bytes)) ids.set(bytes, id);
    }
    this.ids = ids;
  }

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

  /**
   * The pieces that Llama's tokenizer cuts a text into: byte-pair encoding. Of two neighbours that are a piece together those
   * become one first whose piece came first.
   */
  encode(text: string): readonly number[] {
    const ids = this.encoded.get(text) ?? this.encodeAnew(text);
    this.encoded.set(text, ids);
    return ids;
  }

  private encodeAnew(text: string): number[] {
    const parts = Array.from(text.replaceAll(' ', WORD_START), (letter) =>
      Buffer.from(letter).toString('latin1'),
    );
    for (;;) {
      let [first, at] = [Infinity, -1];
      for (let index = 0; index + 1 < parts.length; index++) {
        const id = this.ids.get(`${parts[index]}${parts[index + 1]}`) ?? Infinity;
        if (id < first) [first, at] = [id, index];
      }
      if (at < 0) break;
      parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
    }
    return parts.flatMap(
      (part) => this.ids.get(part) ?? Array.from(Buffer.from(part, 'latin1'), (byte) => byte + FIRST_PIECE),
    );
  }

  /** As it stands there, with the space before the first word. */
  read(ids: readonly number[]): string {
    const known = ids.filter((id) => id >= FIRST_PIECE && id <= LAST_PIECE);
    const bytes = Buffer.concat(known.map((id) => this.pieces[id] ?? Buffer.alloc(0)));
    return bytes.toString('utf8').replaceAll(WORD_START, ' ');
  }

  private startsWord(id: number): boolean {
    return /^\s/.test(this.read([id]));
  }
}
