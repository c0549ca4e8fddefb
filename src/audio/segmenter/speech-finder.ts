import type { SpeechSegment } from '../../transcription/domain/segment.js';
import { SegmentPacker, type SegmentationSettings } from '../../transcription/domain/segmentation.js';
import { VAD_WINDOW } from './silero-vad.js';
import type { SpeechDetector } from './speech-detector.js';

/** So much is given to the detector at once (1 s): of more a window costs no less, and the first segment waits. */
export const BLOCK = 32 * VAD_WINDOW;

/** From audio in chunks of any size to segments of speech. */
export class SpeechFinder {
  private readonly packer: SegmentPacker;
  private readonly block = new Float32Array(BLOCK);
  private filled = 0;

  constructor(
    private readonly detector: SpeechDetector,
    settings: SegmentationSettings,
  ) {
    detector.reset();
    this.packer = new SegmentPacker(settings);
  }

  /** The segments that this chunk completes. */
  async accept(chunk: Float32Array): Promise<SpeechSegment[]> {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + BLOCK - this.filled);
      this.block.set(part, this.filled);
      this.filled += part.length;
      from += part.length;
      if (this.filled === BLOCK) await this.detect();
    }
    return this.packer.take();
  }

  /** The segments that are left. */
  async end(): Promise<SpeechSegment[]> {
    const rest = this.filled % VAD_WINDOW;
    const last = this.block.slice(this.filled - rest, this.filled);
    this.filled -= rest;
    await this.detect();
    this.packer.append(last);
    this.packer.end();
    return this.packer.take();
  }

  /** What the block holds: whole windows. */
  private async detect(): Promise<void> {
    const windows = this.block.subarray(0, this.filled);
    this.filled = 0;
    if (windows.length === 0) return;
    for (const [index, edge] of (await this.detector.accept(windows)).entries()) {
      this.packer.append(windows.subarray(index * VAD_WINDOW, (index + 1) * VAD_WINDOW));
      if (edge?.type === 'start') this.packer.speechStarted(edge.position);
      if (edge?.type === 'end') this.packer.speechEnded(edge.position);
    }
  }
}
