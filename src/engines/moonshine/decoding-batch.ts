import { Tensor } from 'onnxruntime-node';
import type { DecoderSession, StepOutput } from './decoder-session.js';
import { MemberBlocks } from './member-blocks.js';

/** What a recording is to the decoder. */
export interface Encoded {
  /** What the encoder heard, [frames, width]. */
  readonly states: Tensor;
  /** A text is cut off after so many pieces. */
  readonly maxPieces: number;
}

/** What a step says of one member. */
export interface Step {
  /** The likeliest next pieces, the likeliest first. */
  readonly pieces: BigInt64Array;
  /** Their log likelihoods, and last that of the piece asked for, but for a sum that is the same for all. */
  readonly scores: Float32Array;
  /** Where it was listening: a weight for each frame. */
  readonly attention: Float32Array;
}

/** A text that is being written, or read, beside others. */
export interface Member {
  readonly encoded: Encoded;
  /** Pieces before `last`, the start of the text among them. 0 for one that follows none. */
  readonly position: number;
  /** What goes into the next step. */
  readonly last: number;
  /** A piece whose score the next step is to tell. */
  readonly asked: number;
  /** Takes note of a step. False: that was the last one. The arrays are the member's only until it returns. */
  take(step: Step): boolean;
  /**
   * What is to be read when it is finished, of the same recording and after pieces that it began with as well: those after
   * most pieces first. Default: nothing.
   */
  followers?(): readonly Member[];
}

/**
 * Frames, and pieces so far, are filled up to a multiple of this, in a batch and alone: sums are then taken in the same
 * order, so that a member's are the same to the last bit whatever the others need.
 */
const BLOCK = 32;
/** Added to the score of what is not there: its weight becomes exactly 0. */
const MASKED = -1e9;

/** More gain nothing. */
const MEMBERS_MAX = 8;

interface Running {
  readonly member: Member;
  position: number;
  /** What is read in its row when it is finished, one after the other. */
  readonly followers: readonly Member[];
}

/**
 * Runs batches through the decoder, one at a time. Members that are finished leave the batch. What follows them takes their
 * place, where frames and pieces before are there and nothing is copied; what follows the last one is read side by side.
 */
export class DecodingBatch {
  private readonly frames: MemberBlocks;
  private readonly past: MemberBlocks;

  constructor(private readonly session: DecoderSession) {
    this.frames = new MemberBlocks(session.parts);
    this.past = new MemberBlocks(session.parts);
  }

  /** Until all are finished, and what follows them. */
  async run(members: readonly Member[]): Promise<void> {
    const waiting = [...members];
    const running: Running[] = [];
    while (waiting.length > 0 || running.length > 0) {
      if (running.length === 0) this.prepare(waiting);
      const free = this.frames.members - running.length;
      for (const member of waiting.splice(0, free)) await this.join(running, member);
      this.take(running, await this.step(running));
      if (waiting.length === 0) this.spread(running);
    }
  }

  private async step(running: readonly Running[]): Promise<StepOutput> {
    const position = Math.max(...running.map((one) => one.position));
    if (position === this.past.places) this.past.widen(position + BLOCK);
    return await this.session.step({
      pieces: BigInt64Array.from(running, ({ member }) => BigInt(member.last)),
      positions: BigInt64Array.from(running, (one) => BigInt(one.position)),
      asked: BigInt64Array.from(running, ({ member }) => BigInt(member.asked)),
      pastMask: pastMask(running, this.past.places),
      frameMask: frameMask(running, this.frames.places),
      past: this.past.tensorsOf(running.length),
      frames: this.frames.tensorsOf(isOneRecording(running) ? 1 : running.length),
    });
  }

  /** Room for these, or as many as gain something. Those that join later are no longer than these. */
  private prepare(members: readonly Member[]): void {
    const { heads, head } = this.session;
    const count = Math.min(members.length, MEMBERS_MAX);
    const places = filledUp(Math.max(...members.map(framesOf)));
    this.frames.reset(count, { heads, places, head });
    this.past.reset(count, { heads, places: BLOCK, head });
  }

  private async join(running: Running[], member: Member): Promise<void> {
    this.frames.put(running.length, await this.session.attend(member.encoded.states));
    running.push(started(member));
  }

  /** What is left of one recording when nothing else is: side by side, which takes little longer than one alone. */
  private spread(running: Running[]): void {
    const [only, ...others] = running;
    if (!only || others.length > 0 || only.followers.length === 0) return;
    const beside = only.followers.slice(0, MEMBERS_MAX - 1);
    const later = only.followers.slice(MEMBERS_MAX - 1);
    this.past.repeatFirst(1 + beside.length);
    running.splice(0, 1, { ...only, followers: later }, ...beside.map((member) => started(member)));
  }

  /** Tells each member of its step. The last one fills the place of one that is finished and has nothing to follow it. */
  private take(running: Running[], output: StepOutput): void {
    for (let row = running.length - 1; row >= 0; row--) {
      const one = running[row] as Running;
      this.add(output, row, one.position);
      one.position += 1;
      if (one.member.take(stepOf(output, row, framesOf(one.member)))) continue;
      const [next, ...followers] = one.member.followers?.() ?? one.followers;
      if (next) {
        running[row] = started(next, followers);
        continue;
      }
      const lastRow = running.length - 1;
      if (row !== lastRow) {
        if (!isOneRecording(running)) this.frames.move(lastRow, row);
        this.past.move(lastRow, row);
        running[row] = running[lastRow] as Running;
      }
      running.pop();
    }
  }

  /** This step's keys and values to the past. */
  private add({ keysValues }: StepOutput, row: number, position: number): void {
    const { parts, heads, head } = this.session;
    let at = row * parts * heads * head;
    for (let part = 0; part < parts; part++) {
      for (let each = 0; each < heads; each++) {
        this.past.write(part, row, each, position, keysValues.subarray(at, (at += head)));
      }
    }
  }
}

/** Then its frames are there once, in the first row. */
function isOneRecording([first, ...others]: readonly Running[]): boolean {
  return others.every(({ member }) => member.encoded === first?.member.encoded);
}

function started(member: Member, followers: readonly Member[] = []): Running {
  return { member, position: member.position, followers };
}

function stepOf(output: StepOutput, row: number, frames: number): Step {
  const { nextPieces, scores, attention, batch } = output;
  const part = <A extends Float32Array | BigInt64Array>(all: A, length = all.length / batch): A =>
    all.subarray((row * all.length) / batch, (row * all.length) / batch + length) as A;
  return {
    pieces: part(nextPieces),
    scores: part(scores),
    attention: part(attention, frames),
  };
}

/** The places before a member's position are there, and the piece itself, which is the last. */
function pastMask(running: readonly Running[], places: number): Tensor {
  const mask = new Float32Array(running.length * (places + 1));
  for (const [row, { position }] of running.entries())
    mask.fill(MASKED, row * (places + 1) + position, (row + 1) * (places + 1) - 1);
  return new Tensor('float32', mask, [running.length, 1, 1, places + 1]);
}

function frameMask(running: readonly Running[], places: number): Tensor {
  const mask = new Float32Array(running.length * places);
  for (const [row, { member }] of running.entries())
    mask.fill(MASKED, row * places + framesOf(member), (row + 1) * places);
  return new Tensor('float32', mask, [running.length, 1, 1, places]);
}

function framesOf({ encoded }: Member): number {
  return encoded.states.dims[0] as number;
}

function filledUp(count: number): number {
  return Math.ceil(count / BLOCK) * BLOCK;
}
