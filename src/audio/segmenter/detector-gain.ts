/** Speech that peaks above this (-20 dBFS) is left as it is. */
const TARGET_PEAK = 0.1;

/** The most that a quiet recording is raised: 26 dB. */
const MAX_GAIN = 20;

/** How fast a peak is forgotten: by half in 10 seconds of 32 ms windows. */
const DECAY = 0.5 ** (0.032 / 10);

/**
 * Raises quiet recordings for the speech detector, which misses speech 30 dB below the usual. The gain falls at once
 * with a peak and rises slowly, so that a pause is not raised to the level of speech.
 */
export class DetectorGain {
  private peak = 0;
  private readonly scaled: Float32Array;

  constructor(windowLength: number) {
    this.scaled = new Float32Array(windowLength);
  }

  reset(): void {
    this.peak = 0;
  }

  /** The window as the detector should hear it; valid until the next one. */
  apply(window: Float32Array, windowPeak: number): Float32Array {
    this.peak = Math.max(windowPeak, this.peak * DECAY);
    const gain = Math.min(MAX_GAIN, TARGET_PEAK / this.peak);
    if (!(gain > 1)) return window;
    for (let i = 0; i < window.length; i++) this.scaled[i] = (window[i] as number) * gain;
    return this.scaled;
  }
}
