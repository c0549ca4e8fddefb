import { env, InferenceSession, Tensor } from 'onnxruntime-node';

/** The samples that Silero VAD gives one probability for (32 ms). */
export const VAD_WINDOW = 512;

/** Before its window the network sees the end of the one before. */
export const VAD_CONTEXT = 64;

const INPUT = VAD_CONTEXT + VAD_WINDOW;
const STATE = 128;

/** How likely each window of a recording is speech (Silero VAD on ONNX Runtime). For one recording at a time. */
export class SileroVad {
  private readonly context = new Float32Array(VAD_CONTEXT);
  private hidden = zeroState();
  private cell = zeroState();

  private constructor(private readonly session: InferenceSession) {}

  /** `modelPath`: Silero VAD for sequences of windows, as the model catalogue derives it. Throws when it is not. */
  static async load(modelPath: string): Promise<SileroVad> {
    env.logLevel = 'error';
    const session = await InferenceSession.create(modelPath, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    return new SileroVad(session);
  }

  /** Another one for a recording at the same time, on the same network. */
  another(): SileroVad {
    return new SileroVad(this.session);
  }

  /** Forgets the recording. */
  reset(): void {
    this.context.fill(0);
    this.hidden = zeroState();
    this.cell = zeroState();
  }

  /**
   * A probability for each of the windows that follow, which lie one after the other in `samples`. The more of them at
   * a time, the less a window costs; the probabilities are the same.
   */
  async probabilities(samples: Float32Array): Promise<Float32Array> {
    const windows = samples.length / VAD_WINDOW;
    const input = new Tensor('float32', this.withContext(samples, windows), [windows, INPUT]);
    const results = await this.session.run({ input, h: this.hidden, c: this.cell });
    this.hidden = results['h_next'] as Tensor;
    this.cell = results['c_next'] as Tensor;
    return results['probability']?.data as Float32Array;
  }

  /** Each window with the end of the one before in front of it. */
  private withContext(samples: Float32Array, windows: number): Float32Array {
    const input = new Float32Array(windows * INPUT);
    for (let window = 0; window < windows; window++) {
      const start = window * VAD_WINDOW;
      input.set(this.context, window * INPUT);
      input.set(samples.subarray(start, start + VAD_WINDOW), window * INPUT + VAD_CONTEXT);
      this.context.set(samples.subarray(start + VAD_WINDOW - VAD_CONTEXT, start + VAD_WINDOW));
    }
    return input;
  }
}

function zeroState(): Tensor {
  return new Tensor('float32', new Float32Array(STATE), [1, 1, STATE]);
}
