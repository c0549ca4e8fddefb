import { Tensor } from 'onnxruntime-node';
import type { DecoderSession, StepOutput } from './decoder-session.js';
import { MemberBlocks } from './member-blocks.js';

/** A member of a batch, encoded. */
export interface Encoded {
  /** Keys of the decoder's first layer, its values, keys of the second …, [parts, heads, frames, head]. */
  readonly keysValues: Tensor;
  /** It is cut off after so many pieces. */
  readonly maxPieces: number;
}

/** What was decoded of a member. */
export interface Decoded {
  /** Ids of the pieces of its text. */
  readonly pieces: readonly number[];
  /** Where it was listening: weights of its frames for each piece, and for the end if it came to one. */
  readonly attention: readonly Float32Array[];
}

const START = 1n;
const END = 2n;

/**
 * Frames, and pieces so far, are filled up to a multiple of this, in a batch and alone: sums are then taken in the same
 * order, so that a member's are the same to the last bit whatever the others need.
 */
const BLOCK = 32;
/** Added to the score of what is not there: its weight becomes exactly 0. */
const MASKED = -1e9;

interface Member {
  readonly index: number;
  readonly frames: number;
  readonly maxPieces: number;
  readonly pieces: number[];
  readonly attention: Float32Array[];
}

/** Decodes batches greedily, one at a time. Members that are finished leave the batch. */
export class DecodingBatch {
  private readonly frames: MemberBlocks;
  private readonly past: MemberBlocks;

  constructor(private readonly session: DecoderSession) {
    this.frames = new MemberBlocks(session.parts);
    this.past = new MemberBlocks(session.parts);
  }

  /** In the order of `encoded`. */
  async decode(encoded: readonly Encoded[]): Promise<Decoded[]> {
    const members = encoded.map(({ keysValues, maxPieces }, index): Member => ({
      index,
      frames: keysValues.dims[2] ?? 0,
      maxPieces,
      pieces: [],
      attention: [],
    }));
    this.prepare(encoded, members);
    const running = [...members];
    let last = members.map(() => START);
    for (let position = 0; running.length > 0; position++) {
      if (position === this.past.places) this.past.widen(running.length, position + BLOCK);
      const output = await this.session.step({
        pieces: BigInt64Array.from(last),
        position,
        pastMask: pastMask(position, this.past.places),
        frameMask: frameMask(running, this.frames.places),
        past: this.past.tensorsOf(running.length),
        frames: this.frames.tensorsOf(running.length),
      });
      this.keep(output, running.length, position);
      running.forEach((member, row) => listen(member, row, output, this.frames.places));
      last = this.leave(running, [...output.nextPieces]);
    }
    return members;
  }

  private prepare(encoded: readonly Encoded[], members: readonly Member[]): void {
    const { heads, head } = this.session;
    const places = filledUp(Math.max(...members.map(({ frames }) => frames)));
    this.frames.reset(members.length, { heads, places, head });
    this.past.reset(members.length, { heads, places: BLOCK, head });
    for (const [row, { keysValues }] of encoded.entries()) {
      const size = (members[row]?.frames ?? 0) * head;
      const numbers = keysValues.data as Float32Array;
      for (let at = 0; at * size < numbers.length; at++) {
        const [part, each] = [Math.floor(at / heads), at % heads];
        this.frames.write(part, row, each, 0, numbers.subarray(at * size, (at + 1) * size));
      }
    }
  }

  /** Adds this step's keys and values to the past. */
  private keep({ keysValues }: StepOutput, members: number, position: number): void {
    const { parts, heads, head } = this.session;
    let at = 0;
    for (let row = 0; row < members; row++) {
      for (let part = 0; part < parts; part++) {
        for (let each = 0; each < heads; each++) {
          this.past.write(part, row, each, position, keysValues.subarray(at, (at += head)));
        }
      }
    }
  }

  /** Takes out who is finished; the last one fills the gap. Returns the last pieces of those who go on. */
  private leave(running: Member[], pieces: bigint[]): bigint[] {
    for (let row = running.length - 1; row >= 0; row--) {
      const member = running[row] as Member;
      if (pieces[row] !== END) member.pieces.push(Number(pieces[row]));
      if (pieces[row] !== END && member.pieces.length < member.maxPieces) continue;
      const lastRow = running.length - 1;
      if (row !== lastRow) {
        this.frames.move(lastRow, row);
        this.past.move(lastRow, row);
        running[row] = running[lastRow] as Member;
        pieces[row] = pieces[lastRow] as bigint;
      }
      running.pop();
      pieces.pop();
    }
    return pieces;
  }
}

function listen(member: Member, row: number, { attention }: StepOutput, places: number): void {
  const start = row * places;
  member.attention.push(attention.slice(start, start + member.frames));
}

/** The places before `position` are there, and the piece itself, which is the last. */
function pastMask(position: number, places: number): Float32Array {
  const mask = new Float32Array(places + 1);
  mask.fill(MASKED, position, places);
  return mask;
}

function frameMask(running: readonly Member[], places: number): Tensor {
  const mask = new Float32Array(running.length * places);
  for (const [row, { frames }] of running.entries())
    mask.fill(MASKED, row * places + frames, (row + 1) * places);
  return new Tensor('float32', mask, [running.length, 1, 1, places]);
}

function filledUp(count: number): number {
  return Math.ceil(count / BLOCK) * BLOCK;
}
