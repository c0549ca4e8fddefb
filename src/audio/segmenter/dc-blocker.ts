/** One-pole high-pass at about 5 Hz (for 16 kHz): takes out a constant offset, leaves all that can be heard. */
const POLE = 0.998;

/** Removes a DC offset (cheap hardware) in place; the result stays in [-1, 1]. With it the engine errs more. */
export class DcBlocker {
  private input = 0;
  private output = 0;

  process(samples: Float32Array): Float32Array {
    let { input, output } = this;
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] as number;
      output = sample - input + POLE * output;
      input = sample;
      samples[i] = Math.max(-1, Math.min(1, output));
    }
    this.input = input;
    this.output = output;
    return samples;
  }
}
