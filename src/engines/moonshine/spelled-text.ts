import type { Doubt } from '../../lexicon/domain/doubts.js';
import type { Vocabulary } from './vocabulary.js';
import { END, type WrittenText } from './written-text.js';

/** Pieces after a change that tell whether the text goes on well from there. */
const PIECES_AFTER = 2;

/** A text with something else in place of some of its characters. */
export interface Variant {
  /** Pieces before the first one that differs. */
  readonly after: number;
  /** From there to some pieces after the change: how many were written, and what there would be. */
  readonly length: number;
  readonly instead: readonly number[];
}

/** A text that was written, with the place of each piece in it. */
export class SpelledText {
  /** Without the space that it begins with. */
  readonly text: string;
  private readonly raw: string;
  /** Characters of it that are not in `text`. */
  private readonly before: number;
  /** Characters before each piece, and before the end. */
  private readonly offsets: readonly number[];

  constructor(
    private readonly written: WrittenText,
    private readonly vocabulary: Vocabulary,
  ) {
    const parts = vocabulary.readEach(written.pieces);
    const offsets = [0];
    for (const part of parts) offsets.push((offsets.at(-1) as number) + part.length);
    this.offsets = offsets;
    this.raw = parts.join('');
    this.before = this.raw.length - this.raw.trimStart().length;
    this.text = this.raw.trim();
  }

  /** Where the decoder was in doubt, by the characters. */
  get doubts(): Doubt[] {
    return this.written.doubts.map(({ after, others }) => ({
      at: (this.offsets[after] as number) - this.before,
      instead: others
        .map(({ piece, nats }) => ({ text: this.vocabulary.readOne(piece), nats }))
        .filter(({ text }) => text !== ''),
    }));
  }

  /** With `instead` in place of the characters of `text` from `start` to `end`. Null: that would be the same. */
  variant(start: number, end: number, instead: string): Variant | null {
    const { raw, offsets, before } = this;
    const [from, to] = [start + before, end + before];
    const first = offsets.findLastIndex((offset) => offset <= (raw[from - 1] === ' ' ? from - 1 : from));
    const last = offsets.findIndex((offset) => offset >= to);
    const { pieces, isWhole } = this.written;
    const whole = isWhole ? [...pieces, END] : pieces;
    const after = whole.slice(last, last + PIECES_AFTER);
    const written = whole.slice(first, last + PIECES_AFTER);
    const changed = `${raw.slice(offsets[first], from)}${instead}${raw.slice(to, offsets[last])}`;
    const wanted = [...this.vocabulary.encode(changed), ...after];
    const same = wanted.findIndex((piece, at) => piece !== written[at]);
    if (same < 0) return null;
    return { after: first + same, length: written.length - same, instead: wanted.slice(same) };
  }
}
