import { SAMPLE_RATE } from '../../transcription/domain/segment.js';

/** The balance of the channels is looked at over blocks of this length. */
const BLOCK = SAMPLE_RATE / 10;

/** A block counts for so much in the running balance: it follows a change within about two seconds. */
const BLOCK_WEIGHT = 0.05;

/** Channels correlated below this are taken as one with its polarity swapped, above the negative of it as in phase. */
const OUT_OF_PHASE = -0.5;
const IN_PHASE = -0.2;

/** Brings every sample into [-1, 1]. What is not a number is silence. */
export function sanitise(samples: Float32Array): void {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    if (!(sample >= -1 && sample <= 1)) samples[i] = sample > 1 ? 1 : sample < -1 ? -1 : 0;
  }
}

/**
 * Mixes two channels into one. Channels in opposite phase (a swapped wire, a fake-stereo effect) would cancel each
 * other out, so while they are clearly that, the right one is turned over. A silent channel costs 6 dB, no more.
 */
export class MonoDownmix {
  private cross = 0;
  private power = 0;
  private sign = 1;

  /** Both of one length, finite. The result is in `left`. The outcome depends on the chunks' sizes only in detail. */
  mix(left: Float32Array, right: Float32Array): Float32Array {
    for (let from = 0; from < left.length; from += BLOCK) {
      this.mixBlock(left.subarray(from, from + BLOCK), right.subarray(from, from + BLOCK));
    }
    return left;
  }

  private mixBlock(left: Float32Array, right: Float32Array): void {
    const before = this.sign;
    this.sign = this.observe(left, right);
    for (let i = 0; i < left.length; i++) {
      // A change of sign fades over the block: no click.
      const sign = before + ((this.sign - before) * i) / left.length;
      left[i] = ((left[i] as number) + sign * (right[i] as number)) / 2;
    }
  }

  /** The sign for the right channel, from the correlation of both, by energy: -1 where they are opposite. */
  private observe(left: Float32Array, right: Float32Array): number {
    let cross = 0;
    let power = 0;
    for (let i = 0; i < left.length; i++) {
      const l = left[i] as number;
      const r = right[i] as number;
      cross += l * r;
      power += (l * l + r * r) / 2;
    }
    this.cross += (cross - this.cross) * BLOCK_WEIGHT;
    this.power += (power - this.power) * BLOCK_WEIGHT;
    if (this.cross < OUT_OF_PHASE * this.power) return -1;
    return this.cross >= IN_PHASE * this.power ? 1 : this.sign;
  }
}
