import type { SpeechSegment } from '../../transcription/domain/segment.js';
import type { ChannelChunk } from './audio-decoder.js';
import { CrosstalkGate } from './crosstalk-gate.js';
import { settingsFor, sharedSeconds } from './segmentation-settings.js';
import type { SpeechDetector } from './speech-detector.js';
import { BLOCK, SpeechFinder } from './speech-finder.js';

/**
 * The speech of all channels of a recording, each cut for itself. The channels go through it side by side, a block at a
 * time, and a block's segments come in order of their channels: the same recording gives the same segments in the same
 * order, however it is read.
 */
export class ChannelSpeech {
  private channels: readonly Channel[] = [];
  private gate: CrosstalkGate | null = null;
  private filled = 0;
  private nextIndex = 0;

  constructor(
    private readonly detector: SpeechDetector,
    private readonly maxSegmentSeconds: number,
  ) {}

  /** The segments that this chunk completes. Every chunk has the channels of the first. */
  async accept(chunk: ChannelChunk): Promise<SpeechSegment[]> {
    if (this.channels.length === 0) this.open(chunk.length);
    const length = chunk[0]?.length ?? 0;
    const found: SpeechSegment[] = [];
    for (let from = 0; from < length;) {
      const to = Math.min(length, from + BLOCK - this.filled);
      for (const [channel, { block }] of this.channels.entries()) {
        block.set(chunk[channel]?.subarray(from, to) ?? [], this.filled);
      }
      this.filled += to - from;
      from = to;
      if (this.filled === BLOCK) found.push(...(await this.find()));
    }
    return found;
  }

  /** The segments that are left. */
  async end(): Promise<SpeechSegment[]> {
    const found = await this.find();
    for (const [channel, { finder }] of this.channels.entries()) {
      found.push(...this.numbered(channel, await finder.end()));
    }
    return found;
  }

  private open(count: number): void {
    const settings = settingsFor(sharedSeconds(this.maxSegmentSeconds, count));
    this.channels = Array.from({ length: count }, (_, channel) => ({
      finder: new SpeechFinder(channel === 0 ? this.detector : this.detector.another(), settings),
      block: new Float32Array(BLOCK),
    }));
    this.gate = count > 1 ? new CrosstalkGate(count) : null;
  }

  private async find(): Promise<SpeechSegment[]> {
    const blocks = this.channels.map(({ block }) => block.subarray(0, this.filled));
    this.filled = 0;
    this.gate?.process(blocks);
    const found: SpeechSegment[] = [];
    for (const [channel, { finder }] of this.channels.entries()) {
      found.push(...this.numbered(channel, await finder.accept(blocks[channel] ?? new Float32Array())));
    }
    return found;
  }

  private numbered(channel: number, segments: readonly SpeechSegment[]): SpeechSegment[] {
    return segments.map((segment) => ({ ...segment, channel, index: this.nextIndex++ }));
  }
}

interface Channel {
  readonly finder: SpeechFinder;
  /** What has come since the last whole block. */
  readonly block: Float32Array;
}
