import { DetectorGain } from './detector-gain.js';
import { SileroVad, VAD_WINDOW } from './silero-vad.js';
import { type SpeechEdge, SpeechEdges } from './speech-edges.js';

/** -80 dBFS: less than the noise of any microphone, more than the dither of silence. */
const SILENCE = 1e-4;

/** Finds where speech starts and ends. For one recording at a time. */
export class SpeechDetector {
  private readonly gain = new DetectorGain(VAD_WINDOW);
  private readonly edges = new SpeechEdges();
  private wasSilent = false;

  private constructor(private readonly vad: SileroVad) {}

  /** Throws when the file is none that {@link SileroVad} takes. */
  static async load(modelPath: string): Promise<SpeechDetector> {
    return new SpeechDetector(await SileroVad.load(modelPath));
  }

  /** Another one for a channel beside this one's, on the same network. */
  another(): SpeechDetector {
    return new SpeechDetector(this.vad.another());
  }

  /** Forgets the recording. The same one gives the same speech after it. */
  reset(): void {
    this.vad.reset();
    this.gain.reset();
    this.edges.reset();
    this.wasSilent = false;
  }

  /** Takes the next windows of {@link VAD_WINDOW} samples; tells for each whether speech started or ended. */
  async accept(block: Float32Array): Promise<SpeechEdge[]> {
    const probabilities = this.skips(block)
      ? new Float32Array(block.length / VAD_WINDOW)
      : await this.vad.probabilities(this.raised(block));
    return Array.from(probabilities, (probability) => this.edges.accept(probability));
  }

  /** After a block of silence the network need not be asked about another one: it has forgotten what was before. */
  private skips(block: Float32Array): boolean {
    const isSilent = peakOf(block) < SILENCE;
    const skips = isSilent && this.wasSilent && !this.edges.isSpeaking;
    this.wasSilent = isSilent;
    return skips;
  }

  private raised(block: Float32Array): Float32Array {
    const raised = new Float32Array(block.length);
    for (let at = 0; at < block.length; at += VAD_WINDOW) {
      const window = block.subarray(at, at + VAD_WINDOW);
      raised.set(this.gain.apply(window, peakOf(window)), at);
    }
    return raised;
  }
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] as number));
  return peak;
}
