import type { Encoded, Member, Step } from './decoding-batch.js';

/** Pieces that stand for where a text begins, and ends. */
const START = 1;
export const END = 2;

/** Others are not in doubt when they are less likely than what was written by more than this, in nats. */
const DOUBT_MAX = 5;

/** Where others were nearly as likely as what was written. */
interface PieceDoubt {
  /** Pieces before it. */
  readonly after: number;
  /** The likeliest first, and how much less likely each is, in nats. */
  readonly others: readonly { readonly piece: number; readonly nats: number }[];
}

/** A text that the decoder writes piece by piece, the likeliest each time. */
export class WrittenText implements Member {
  readonly pieces: number[] = [];
  /** Whether it came to its end; else it was cut off. */
  isWhole = false;
  /** Where it was listening: weights of its frames for each piece, and for the end if it came to one. */
  readonly attention: Float32Array[] = [];
  readonly doubts: PieceDoubt[] = [];
  readonly position = 0;
  /** Its score is not read. */
  readonly asked = START;
  last = START;
  /** Of each piece, and of the end. */
  private readonly logLikelihoods: number[] = [];

  /** `ask`: what to read when it is finished, for what it was in doubt about. Default: it takes no note of doubts. */
  constructor(
    readonly encoded: Encoded,
    private readonly ask?: (text: WrittenText) => readonly GivenText[],
  ) {}

  take({ pieces, scores, attention }: Step): boolean {
    this.attention.push(attention.slice());
    if (this.ask) this.note(pieces, scores);
    const next = Number(pieces[0]);
    this.isWhole = next === END;
    if (this.isWhole) return false;
    this.pieces.push(next);
    this.last = next;
    return this.pieces.length < this.encoded.maxPieces;
  }

  /** The one that differs last first: those after it need the pieces before. */
  followers(): readonly GivenText[] {
    if (!this.ask || this.doubts.length === 0) return [];
    return this.ask(this)
      .filter((reading) => !reading.isRead)
      .toSorted((a, b) => b.position - a.position);
  }

  /** Of the pieces from one to before another: a natural logarithm. */
  logLikelihood(from: number, to: number): number {
    return this.logLikelihoods.slice(from, to).reduce((sum, one) => sum + one, 0);
  }

  /** How much likelier what was written after so many pieces is than this one, in nats. Infinite: this was not in doubt. */
  likelierBy(after: number, piece: number): number {
    const doubt = this.doubts.find((one) => one.after === after);
    return doubt?.others.find((other) => other.piece === piece)?.nats ?? Infinity;
  }

  private note(pieces: BigInt64Array, scores: Float32Array): void {
    const best = scores[0] as number;
    this.logLikelihoods.push(best - logTotal(scores));
    const others: PieceDoubt['others'][number][] = [];
    for (let at = 1; at < pieces.length; at += 1) {
      const nats = best - (scores[at] as number);
      if (nats > DOUBT_MAX) break;
      others.push({ piece: Number(pieces[at]), nats });
    }
    if (others.length > 0) this.doubts.push({ after: this.pieces.length, others });
  }
}

/** Another way for a text to go on, which the decoder reads to tell how likely it is. */
export class GivenText implements Member {
  readonly encoded: Encoded;
  readonly position: number;
  last: number;
  /** Of what was read so far: a natural logarithm. */
  logLikelihood: number;
  private read = 1;

  /**
   * What `text` might have gone on with after so many pieces: `pieces`, the first of which was in doubt there. It stops
   * below `least`.
   */
  constructor(
    text: WrittenText,
    after: number,
    private readonly pieces: readonly number[],
    private readonly least: number,
  ) {
    this.encoded = text.encoded;
    this.position = after + 1;
    this.last = pieces[0] as number;
    this.logLikelihood = text.logLikelihood(after, after + 1) - text.likelierBy(after, this.last);
  }

  get isRead(): boolean {
    return this.read === this.pieces.length || this.isRefused;
  }

  /** It is below `least`, whatever is still to come. */
  get isRefused(): boolean {
    return this.logLikelihood < this.least;
  }

  get asked(): number {
    return this.pieces[this.read] as number;
  }

  take({ scores }: Step): boolean {
    this.logLikelihood += (scores.at(-1) as number) - logTotal(scores);
    this.last = this.asked;
    this.read += 1;
    return !this.isRead;
  }
}

/** Of all pieces, nearly: those that are not among the likeliest have a hundredth of it together, or less. */
function logTotal(scores: Float32Array): number {
  const best = scores[0] as number;
  let total = 0;
  // The last one is that of the piece asked for.
  for (let at = 0; at < scores.length - 1; at += 1) total += Math.exp((scores[at] as number) - best);
  return best + Math.log(total);
}
