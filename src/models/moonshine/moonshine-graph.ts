import { OnnxGraphBuilder } from '../onnx-graph.js';
import type { ByteMatrix } from './byte-matrix.js';

/** Moonshine tiny. */
export const LAYERS = 6;
export const HIDDEN = 288;
export const HEADS = 8;
export const HEAD = HIDDEN / HEADS;

/** How many numbers of a head turn with the position; the others stay. */
const ROTARY = 32;
/** The version of ONNX's operators that the graphs are written in. */
export const OPSET = 17;
const EPSILON = { float: 1e-5 };

export interface ByteConstants {
  readonly bytes: string;
  readonly scales: string;
  readonly zeros: string;
}

/** What Moonshine's networks have in common. Rows of states are [rows, HIDDEN]. */
export class MoonshineGraph extends OnnxGraphBuilder {
  vector(name: string, values: Float32Array): string {
    return this.constant(name, [values.length], values);
  }

  /** As few numbers as say it: where all columns have the same scale and zero, one of each. */
  matrix(name: string, { rows, columns, bytes, zeros, scales }: ByteMatrix): ByteConstants {
    const one = zeros.every((zero) => zero === zeros[0]) && scales.every((scale) => scale === scales[0]);
    const dims = one ? [] : [columns];
    return {
      bytes: this.constant(name, [rows, columns], bytes),
      scales: this.constant(`${name}.scales`, dims, one ? scales.slice(0, 1) : scales),
      zeros: this.constant(`${name}.zeros`, dims, one ? zeros.slice(0, 1) : zeros),
    };
  }

  norm(name: string, states: string, weight: Float32Array, bias?: Float32Array): string {
    const inputs = [states, this.vector(name, weight), ...(bias ? [this.vector(`${name}.bias`, bias)] : [])];
    return this.node('LayerNormalization', inputs, { axis: -1, epsilon: EPSILON });
  }

  /**
   * Adds what a layer gives to the states. Returns the sum, and the sum normalised. `layerBias` is the layer's, which it
   * has not added.
   */
  addAndNorm(
    name: string,
    { states, change, layerBias }: { states: string; change: string; layerBias?: Float32Array },
    weight: Float32Array,
    bias?: Float32Array,
  ): { states: string; normed: string } {
    const inputs = [
      states,
      change,
      this.vector(name, weight),
      bias ? this.vector(`${name}.bias`, bias) : '',
      ...(layerBias ? [this.vector(`${name}.layer_bias`, layerBias)] : []),
    ];
    const sum = `${name}.sum`;
    const outputs = [`${name}.normed`, '', '', sum];
    const normed = this.microsoft('SkipLayerNormalization', inputs, { epsilon: EPSILON }, outputs);
    return { states: sum, normed };
  }

  /** How far each position turns, for up to `positions` of them. */
  rotations(frequencies: Float32Array, positions: number): void {
    const of = (turn: (angle: number) => number) =>
      Float32Array.from({ length: positions * frequencies.length }, (_, index) =>
        turn(Math.floor(index / frequencies.length) * (frequencies[index % frequencies.length] as number)),
      );
    this.constant('cosines', [positions, frequencies.length], of(Math.cos));
    this.constant('sines', [positions, frequencies.length], of(Math.sin));
  }

  /** Turns queries and keys, side by side [batch, positions, 2 × HIDDEN], by their positions from `first` [1] on. */
  rotate(queriesAndKeys: string, first: string): string {
    return this.microsoft('RotaryEmbedding', [queriesAndKeys, first, 'cosines', 'sines'], {
      interleaved: 1,
      num_heads: 2 * HEADS,
      rotary_embedding_dim: ROTARY,
    });
  }
}
