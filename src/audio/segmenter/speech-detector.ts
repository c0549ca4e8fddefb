import { accessSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { DetectorGain } from './detector-gain.js';

/** What we use of sherpa-onnx, which comes without types. */
interface SherpaVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  flush(): void;
  reset(): void;
}
type SherpaVadClass = new (config: object, bufferSeconds: number) => SherpaVad;

/** The samples that Silero VAD looks at in one step (32 ms). */
export const DETECTOR_WINDOW = 512;

/**
 * Speech probability above which speech starts; it goes on while it is 0.15 less. Lower ones find no more words (7.1 to
 * 7.7 % word errors at 0.3 and 0.4, 7.3 % at 0.5), but take whales for people.
 */
const THRESHOLD = 0.5;

/** Short, for the packer decides about pauses. */
const MIN_SPEECH_SECONDS = 0.1;
const MIN_SILENCE_SECONDS = 0.1;

/** -80 dBFS: less than the noise of any microphone, more than the dither of silence. */
const SILENCE = 1e-4;

/** After so much silence the network need not be asked: it has forgotten what was before. */
const SILENT_WINDOWS = SAMPLE_RATE / DETECTOR_WINDOW;

/** The detector keeps the speech that it hears: it is made to let go of it so often. */
const RELEASE_WINDOWS = (20 * SAMPLE_RATE) / DETECTOR_WINDOW;

export type SpeechEdge = { readonly type: 'start' | 'end'; readonly position: number } | null;

/** Finds where speech starts and ends (Silero VAD by sherpa-onnx). For one recording at a time. */
export class SpeechDetector {
  private readonly vad: SherpaVad;
  private readonly gain = new DetectorGain(DETECTOR_WINDOW);
  private position = 0;
  private speaking = false;
  private silentWindows = 0;
  private heldWindows = 0;

  /** Throws when there is no such file; a damaged one ends the process. */
  constructor(modelPath: string) {
    // sherpa-onnx would go on without the model and find no speech.
    accessSync(modelPath);
    const { Vad } = createRequire(import.meta.url)('sherpa-onnx-node') as { Vad: SherpaVadClass };
    const sileroVad = {
      model: modelPath,
      threshold: THRESHOLD,
      minSpeechDuration: MIN_SPEECH_SECONDS,
      minSilenceDuration: MIN_SILENCE_SECONDS,
      // Long speech is cut by us; the largest that its sample count can hold.
      maxSpeechDuration: 100_000,
      windowSize: DETECTOR_WINDOW,
    };
    this.vad = new Vad({ sileroVad, sampleRate: SAMPLE_RATE, numThreads: 1, provider: 'cpu', debug: 0 }, 30);
    this.reset();
  }

  /** Forgets the recording. The same one gives the same speech after it: no sample of the last one is left. */
  reset(): void {
    this.vad.reset();
    for (let i = 0; i < 2; i++) this.vad.acceptWaveform(new Float32Array(DETECTOR_WINDOW));
    this.vad.reset();
    this.gain.reset();
    this.position = 0;
    this.speaking = false;
    this.silentWindows = 0;
    this.heldWindows = 0;
  }

  /** Takes the next {@link DETECTOR_WINDOW} samples. An edge is dated back to where it was, in samples. */
  accept(window: Float32Array): SpeechEdge {
    this.position += DETECTOR_WINDOW;
    const peak = peakOf(window);
    if (this.skips(peak)) return null;
    this.vad.acceptWaveform(this.gain.apply(window, peak));
    const speaking = this.vad.isDetected();
    this.release();
    if (speaking === this.speaking) return null;
    this.speaking = speaking;
    // The network sees a window one step late and needs the shortest speech or silence to make up its mind.
    const seconds = speaking ? MIN_SPEECH_SECONDS : MIN_SILENCE_SECONDS;
    const latency = Math.round(seconds * SAMPLE_RATE) + (speaking ? 2 : 1) * DETECTOR_WINDOW;
    return { type: speaking ? 'start' : 'end', position: Math.max(0, this.position - latency) };
  }

  private skips(peak: number): boolean {
    this.silentWindows = peak < SILENCE ? this.silentWindows + 1 : 0;
    return !this.speaking && this.silentWindows > SILENT_WINDOWS;
  }

  private release(): void {
    if (!this.speaking) this.heldWindows = 0;
    else if (++this.heldWindows % RELEASE_WINDOWS === 0) this.vad.flush();
    while (!this.vad.isEmpty()) this.vad.pop();
  }
}

function peakOf(window: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < window.length; i++) peak = Math.max(peak, Math.abs(window[i] as number));
  return peak;
}
