import { SAMPLE_RATE } from '../../transcription/domain/segment.js';

/** The channels are compared over frames of this length (256 ms), with what is left of those before. */
const FRAME = 4_096;
const FRAME_MEMORY = 0.5;

/** Compared at 4 kHz: that is where most of a voice is. */
const DECIMATION = 4;

/** A voice comes to another microphone up to 10 ms later: 3 metres of air. */
const MAX_LAG = (0.01 * SAMPLE_RATE) / DECIMATION;

/**
 * So much of the energy of two channels has to be the same signal. In seven minutes of two readers at once one frame in
 * 3,000 had as much; a voice that is 30 dB fainter on the other channel has it in 96 of 100, one with 8 ms delay in 70.
 */
const SAME_SIGNAL = 0.3;

/** The louder of two channels with one signal has it, once it is twice as loud (3 dB): until then the one that had it. */
const CLEARLY_LOUDER = 2;

/** -80 dBFS: nothing that could be compared. */
const SILENT_POWER = 1e-8;

const FADE = 0.005 * SAMPLE_RATE;

/** Takes the low tones off, which are much alike in any two voices. */
const PRE_EMPHASIS = 0.95;

/**
 * Silences a channel while it carries nothing but what another channel has louder: the other speaker's voice in one's
 * microphone, or a mono recording that was saved as stereo. What is said is then transcribed once, for the channel that
 * has it louder; of channels that are alike, for the first. Where two people speak at once, both channels stay as they are.
 */
export class CrosstalkGate {
  private readonly pairs: ChannelPair[] = [];
  /** Of each channel, in the frame before. */
  private readonly gains: number[] = [];

  constructor(channels: number) {
    for (let first = 0; first < channels; first++) {
      for (let second = first + 1; second < channels; second++)
        this.pairs.push(new ChannelPair(first, second));
    }
  }

  /** Changes the blocks in place: one for each channel, of one length, whole frames but for the end of the recording. */
  process(blocks: readonly Float32Array[]): void {
    const length = blocks[0]?.length ?? 0;
    for (let from = 0; from < length; from += FRAME) {
      const frames = blocks.map((block) => block.subarray(from, from + FRAME));
      const coarse = frames.map(coarseFrame);
      const copies = new Set(this.pairs.map((pair) => pair.copyIn(coarse)));
      for (const [channel, frame] of frames.entries()) this.fade(channel, frame, copies.has(channel) ? 0 : 1);
    }
  }

  private fade(channel: number, frame: Float32Array, gain: number): void {
    const before = this.gains[channel] ?? gain;
    this.gains[channel] = gain;
    if (before === 1 && gain === 1) return;
    for (let i = 0; i < frame.length; i++) {
      const faded = i < FADE ? before + ((gain - before) * i) / FADE : gain;
      frame[i] = (frame[i] as number) * faded;
    }
  }
}

class ChannelPair {
  /** By lag, from -MAX_LAG. */
  private readonly cross = new Float64Array(2 * MAX_LAG + 1);
  private firstPower = 0;
  private secondPower = 0;
  private copy: number;

  constructor(
    private readonly first: number,
    private readonly second: number,
  ) {
    this.copy = second;
  }

  /** The channel that has no more than the other's signal in this frame; null when neither. */
  copyIn(frames: readonly Float32Array[]): number | null {
    const first = frames[this.first] ?? new Float32Array();
    const second = frames[this.second] ?? new Float32Array();
    this.firstPower = FRAME_MEMORY * this.firstPower + energyOf(first);
    this.secondPower = FRAME_MEMORY * this.secondPower + energyOf(second);
    const same = this.correlate(first, second) ** 2 / (this.firstPower * this.secondPower);
    const isAudible = Math.min(this.firstPower, this.secondPower) > SILENT_POWER * first.length;
    if (!isAudible || !(same > SAME_SIGNAL)) return null;
    if (this.firstPower > CLEARLY_LOUDER * this.secondPower) this.copy = this.second;
    if (this.secondPower > CLEARLY_LOUDER * this.firstPower) this.copy = this.first;
    return this.copy;
  }

  /** The largest correlation at any lag. */
  private correlate(first: Float32Array, second: Float32Array): number {
    let largest = 0;
    for (let lag = -MAX_LAG; lag <= MAX_LAG; lag++) {
      const to = Math.min(first.length, first.length - lag);
      let sum = 0;
      for (let i = Math.max(0, -lag); i < to; i++) sum += (first[i] as number) * (second[i + lag] as number);
      const smoothed = FRAME_MEMORY * (this.cross[lag + MAX_LAG] as number) + sum;
      this.cross[lag + MAX_LAG] = smoothed;
      largest = Math.max(largest, Math.abs(smoothed));
    }
    return largest;
  }
}

function coarseFrame(frame: Float32Array): Float32Array {
  const coarse = new Float32Array(Math.floor(frame.length / DECIMATION));
  let before = 0;
  for (let i = 0; i < coarse.length; i++) {
    let sum = 0;
    for (let j = 0; j < DECIMATION; j++) sum += frame[i * DECIMATION + j] as number;
    coarse[i] = sum / DECIMATION - PRE_EMPHASIS * before;
    before = sum / DECIMATION;
  }
  return coarse;
}

function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (let i = 0; i < samples.length; i++) energy += (samples[i] as number) ** 2;
  return energy;
}
