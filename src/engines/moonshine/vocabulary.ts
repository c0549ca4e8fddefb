import { readFile } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
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

/** What the pieces of text stand for: `base64(bytes) id` a line, in the order of the ids. Bytes are kept as latin1. */
export class Vocabulary {
  /** The ids of the pieces that are no single bytes, by their bytes, a character for each. */
  private readonly ids: ReadonlyMap<string, number>;
  /** The texts of these that were wanted so far. */
  private readonly texts = Array.from<string | undefined>({ length: LAST_PIECE + 1 });
  /** What was encoded before: terms come again and again. */
  private readonly encoded = new LRUCache<string, readonly number[]>({
    max: ENCODED_MAX,
    memoMethod: (text) => this.encodeAnew(text),
  });

  private constructor(private readonly pieces: readonly string[]) {
    const ids = new Map<string, number>();
    for (let id = FIRST_MERGED; id <= LAST_PIECE; id++) {
      const bytes = pieces[id] ?? '';
      if (!ids.has(bytes)) ids.set(bytes, id);
    }
    this.ids = ids;
  }

  static async read(path: string): Promise<Vocabulary> {
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    return new Vocabulary(
      lines.map((line) => Buffer.from(line.split(' ')[0] ?? '', 'base64').toString('latin1')),
    );
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
    return this.encoded.memo(text);
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
    return this.readEach(ids).join('');
  }

  /** What a piece brings by itself. */
  readOne(id: number): string {
    return isMerged(id) ? this.merged(id) : this.readEach([id]).join('');
  }

  /** What each piece brings; a letter in several pieces comes with the last of them. */
  readEach(ids: readonly number[]): string[] {
    if (ids.every(isMerged)) return ids.map((id) => this.merged(id));
    const decoder = new StringDecoder('utf8');
    const parts = ids.map((id) => spaced(decoder.write(this.bytes(id))));
    return [...parts.slice(0, -1), `${parts.at(-1)}${decoder.end()}`];
  }

  private merged(id: number): string {
    return (this.texts[id] ??= spaced(this.bytes(id).toString('utf8')));
  }

  private bytes(id: number): Buffer {
    const isText = id >= FIRST_PIECE && id <= LAST_PIECE;
    return Buffer.from((isText && this.pieces[id]) || '', 'latin1');
  }

  private startsWord(id: number): boolean {
    return /^\s/.test(this.readOne(id));
  }
}

/** Such a piece is whole letters. */
function isMerged(id: number): boolean {
  return id >= FIRST_MERGED && id <= LAST_PIECE;
}

function spaced(text: string): string {
  return text.replaceAll(WORD_START, ' ');
}
