import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { KeysValues } from './member-blocks.js';

/** What one step of the decoder is given, beside what its layers attend to. */
export interface StepInput {
  /** The last piece of each member, how many were before it, and a piece whose score is wanted. */
  readonly pieces: BigInt64Array;
  readonly positions: BigInt64Array;
  readonly asked: BigInt64Array;
  readonly pastMask: Tensor;
  readonly frameMask: Tensor;
  /** Keys of the first layer, its values, keys of the second …, [batch, heads, places, head] each. */
  readonly past: readonly Tensor[];
  /** The same; [1, heads, places, head] where all members are of one recording. */
  readonly frames: readonly Tensor[];
}

export interface StepOutput {
  /** Members. */
  readonly batch: number;
  /** [batch, choices], the likeliest first. */
  readonly nextPieces: BigInt64Array;
  /** Of these, and of the piece asked for: log likelihoods but for a sum of the member's, [batch, choices + 1]. */
  readonly scores: Float32Array;
  /** Of this step, [batch, layers' keys and values, heads, head]. */
  readonly keysValues: Float32Array;
  /** [batch, frames]. */
  readonly attention: Float32Array;
}

/** The decoder's graphs, by the names that `src/models/moonshine/{cross-attention,decoder}-graph.ts` give. */
export class DecoderSession {
  /** Keys and values of all layers. */
  readonly parts: number;
  readonly heads: number;
  readonly head: number;
  private readonly pastNames: readonly string[];
  private readonly frameNames: readonly string[];

  constructor(
    private readonly crossAttention: InferenceSession,
    private readonly decoder: InferenceSession,
  ) {
    const layers = decoder.inputNames.filter((name) => name.startsWith('past_keys.')).length;
    const namesOf = (kind: string): string[] =>
      Array.from({ length: layers }, (_, layer) => [
        `${kind}_keys.${layer}`,
        `${kind}_values.${layer}`,
      ]).flat();
    this.pastNames = namesOf('past');
    this.frameNames = namesOf('frame');
    this.parts = 2 * layers;
    const keys = decoder.inputMetadata.find(({ name }) => name === 'past_keys.0');
    const [, heads, , head] = keys?.isTensor ? keys.shape : [];
    if (typeof heads !== 'number' || typeof head !== 'number')
      throw new Error('this is no decoder of Moonshine');
    this.heads = heads;
    this.head = head;
  }

  /** Keys and values of what the encoder heard, [frames, width]: the decoder's layers attend to them. */
  async attend(states: Tensor): Promise<KeysValues> {
    const { keys_values: heard } = await this.crossAttention.run({ states });
    return { places: states.dims[0] as number, numbers: heard?.data as Float32Array };
  }

  async step(input: StepInput): Promise<StepOutput> {
    const batch = input.pieces.length;
    const feeds: Record<string, Tensor> = {
      piece: new Tensor('int64', input.pieces, [batch]),
      position: new Tensor('int64', input.positions, [batch, 1]),
      asked: new Tensor('int64', input.asked, [batch, 1]),
      past_mask: input.pastMask,
      frame_mask: input.frameMask,
    };
    this.pastNames.forEach((name, part) => (feeds[name] = input.past[part] as Tensor));
    this.frameNames.forEach((name, part) => (feeds[name] = input.frames[part] as Tensor));
    const results = await this.decoder.run(feeds);
    return {
      batch,
      nextPieces: results['next_pieces']?.data as BigInt64Array,
      scores: results['scores']?.data as Float32Array,
      keysValues: results['keys_values']?.data as Float32Array,
      attention: results['attention']?.data as Float32Array,
    };
  }
}
