import { type InferenceSession, Tensor } from 'onnxruntime-node';

/** What one step of the decoder is given, beside what its layers attend to. */
export interface StepInput {
  /** The last piece of each member. */
  readonly pieces: BigInt64Array;
  readonly position: number;
  readonly pastMask: Float32Array;
  readonly frameMask: Tensor;
  /** Keys of the first layer, its values, keys of the second …, [batch, heads, places, head] each. */
  readonly past: readonly Tensor[];
  readonly frames: readonly Tensor[];
}

export interface StepOutput {
  readonly nextPieces: BigInt64Array;
  /** Of this step, [batch, layers' keys and values, heads, head]. */
  readonly keysValues: Float32Array;
  /** [batch, frames]. */
  readonly attention: Float32Array;
}

/** The decoder's graph, by the names that `src/models/moonshine/decoder-graph.ts` gives. */
export class DecoderSession {
  /** Keys and values of all layers. */
  readonly parts: number;
  readonly heads: number;
  readonly head: number;
  private readonly pastNames: readonly string[];
  private readonly frameNames: readonly string[];

  constructor(private readonly session: InferenceSession) {
    const layers = session.inputNames.filter((name) => name.startsWith('past_keys.')).length;
    const namesOf = (kind: string): string[] =>
      Array.from({ length: layers }, (_, layer) => [
        `${kind}_keys.${layer}`,
        `${kind}_values.${layer}`,
      ]).flat();
    this.pastNames = namesOf('past');
    this.frameNames = namesOf('frame');
    this.parts = 2 * layers;
    const keys = session.inputMetadata.find(({ name }) => name === 'past_keys.0');
    const [, heads, , head] = keys?.isTensor ? keys.shape : [];
    if (typeof heads !== 'number' || typeof head !== 'number')
      throw new Error('this is no decoder of Moonshine');
    this.heads = heads;
    this.head = head;
  }

  async step(input: StepInput): Promise<StepOutput> {
    const { pieces, pastMask } = input;
    const feeds: Record<string, Tensor> = {
      piece: new Tensor('int64', pieces, [pieces.length]),
      position: new Tensor('int64', BigInt64Array.of(BigInt(input.position)), [1]),
      past_mask: new Tensor('float32', pastMask, [1, 1, 1, pastMask.length]),
      frame_mask: input.frameMask,
    };
    this.pastNames.forEach((name, part) => (feeds[name] = input.past[part] as Tensor));
    this.frameNames.forEach((name, part) => (feeds[name] = input.frames[part] as Tensor));
    const results = await this.session.run(feeds);
    return {
      nextPieces: results['next_piece']?.data as BigInt64Array,
      keysValues: results['keys_values']?.data as Float32Array,
      attention: results['attention']?.data as Float32Array,
    };
  }
}
