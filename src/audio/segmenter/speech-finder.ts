import type { SpeechSegment } from '../../transcription/domain/segment.js';
import { SegmentPacker, type SegmentationSettings } from '../../transcription/domain/segmentation.js';
import { DETECTOR_WINDOW, type SpeechDetector } from './speech-detector.js';

/** From audio in chunks of any size to segments of speech. */
export class SpeechFinder {
  private readonly packer: SegmentPacker;
  private readonly window = new Float32Array(DETECTOR_WINDOW);
  private filled = 0;

  constructor(
    private readonly detector: SpeechDetector,
    settings: SegmentationSettings,
  ) {
    detector.reset();
    this.packer = new SegmentPacker(settings);
  }

  /** The segments that this chunk completes. */
  accept(chunk: Float32Array): SpeechSegment[] {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + DETECTOR_WINDOW - this.filled);
      this.window.set(part, this.filled);
      this.filled += part.length;
      from += part.length;
      if (this.filled === DETECTOR_WINDOW) this.acceptWindow();
    }
    return this.packer.take();
  }

  /** The segments that are left. */
  end(): SpeechSegment[] {
    this.packer.append(this.window.subarray(0, this.filled));
    this.packer.end();
    return this.packer.take();
  }

  private acceptWindow(): void {
    this.filled = 0;
    this.packer.append(this.window);
    const edge = this.detector.accept(this.window);
    if (edge?.type === 'start') this.packer.speechStarted(edge.position);
    if (edge?.type === 'end') this.packer.speechEnded(edge.position);
  }
}
