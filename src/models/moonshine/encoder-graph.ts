import { writeOnnx } from '../onnx.js';
import { type ByteMatrix, byteMatrix, type PublishedMatrix, scaled, sideBySide } from './byte-matrix.js';
import { HEAD, HEADS, HIDDEN, LAYERS, MoonshineGraph, OPSET } from './moonshine-graph.js';
import { PublishedWeights } from './published-weights.js';

/** Samples from one window of the first convolution to the next; its windows are twice as long, less one. */
const HOP = 64;
const WINDOW = 127;

/** A convolution over time that follows. */
interface Convolution {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly taps: number;
  readonly stride: number;
}

const SECOND: Convolution = { name: 'conv2', from: HIDDEN, to: 2 * HIDDEN, taps: 7, stride: 3 };
const THIRD: Convolution = { name: 'conv3', from: 2 * HIDDEN, to: HIDDEN, taps: 3, stride: 2 };

/** Frames of 24 ms: half a minute. */
const MAX_FRAMES = 1280;

/**
 * Moonshine's encoder in a form that takes two thirds of the time of the published one. The weights are the same; what
 * is different:
 *
 * - operators of ONNX Runtime for what the export spells out: attention, turned positions, norms (1.1 times as fast);
 * - the second convolution, a quarter of the time, in whole numbers, like the products of the published network. Sounds
 *   and silence differ a thousandfold there, so each window has a scale of its own (1.2 times as fast);
 * - signed weights (see `byte-matrix.ts`).
 *
 * It is as near to the network in floats as the published one is (Kullback-Leibler divergence of the next word: 0.0008
 * against 0.0007).
 *
 * `audio` [hops, 64], the samples of one recording in rows, gives `states` [frames, 288], one for each 384 samples.
 *
 * Throws `ModelError` `model_corrupt`.
 */
export function moonshineEncoder(published: Uint8Array): Uint8Array {
  const graph = new EncoderGraph(new PublishedWeights(published));
  graph.input('audio', ['hops', HOP]);
  const waves = graph.firstConvolution();
  const sounds = graph.secondConvolution(waves);
  const states = graph.layers(graph.thirdConvolution(sounds));
  graph.node('Identity', [states], {}, ['states']);
  graph.output('states', ['frames', HIDDEN]);
  return writeOnnx(graph.model('moonshine_encoder', OPSET));
}

class EncoderGraph extends MoonshineGraph {
  constructor(private readonly published: PublishedWeights) {
    super();
    this.rotations(published.floats('/rotary_emb/Cast_1_output_0'), MAX_FRAMES);
  }

  /** Windows of the audio as rows of a matrix; then the norm over all of the recording. [windows, HIDDEN]. */
  firstConvolution(): string {
    const hops = [
      this.slice('audio', 0, this.integers(0), this.integers(-1)),
      this.slice('audio', 0, this.integers(1), this.end()),
    ];
    const windows = this.node('Concat', hops, { axis: 1 });
    const weights = this.constant('conv1', [2 * HOP, HIDDEN], this.firstWeights());
    const waves = this.node('Tanh', [this.node('MatMul', [windows, weights])]);
    const flat = this.node('Reshape', [waves, this.integers(1, 1, -1)]);
    const one = this.vector('one', Float32Array.of(1));
    const none = this.vector('none', Float32Array.of(0));
    const normed = this.node('InstanceNormalization', [flat, one, none], { epsilon: { float: 1e-5 } });
    const rows = this.node('Reshape', [normed, this.integers(-1, HIDDEN)]);
    const weight = this.vector('groupnorm', this.published.floats('onnx::Mul_1488'));
    const bias = this.vector('groupnorm.bias', this.published.floats('onnx::Add_1489'));
    return this.node('Add', [this.node('Mul', [rows, weight]), bias]);
  }

  /** [sounds, 2 × HIDDEN]. */
  secondConvolution(waves: string): string {
    const { windows, count } = this.windows(waves, SECOND);
    const loudest = this.node('ReduceMax', [this.node('Abs', [windows])], { axes: [1], keepdims: 1 });
    const scale = this.node('Mul', [this.node('Squeeze', [loudest, this.integers(1)]), this.float(1 / 127)]);
    const middle = this.constant('middle', [], Uint8Array.of(128));
    const bytes = this.node('QuantizeLinear', [windows, scale, this.node('Expand', [middle, count])], {
      axis: 0,
    });
    const matrix = this.matrix(SECOND.name, byteMatrix(this.convolutionMatrix(SECOND)));
    const shares = this.microsoft('MatMulIntegerToFloat', [
      bytes,
      matrix.bytes,
      this.float(1 / 127),
      matrix.scales,
      middle,
      matrix.zeros,
    ]);
    return this.biasAndGelu(SECOND, this.node('Mul', [shares, loudest]));
  }

  /** In floats: it is small, and its values differ too much for whole numbers. [frames, HIDDEN]. */
  thirdConvolution(sounds: string): string {
    const { windows } = this.windows(sounds, THIRD);
    const { rows, columns, bytes, zero, scale } = this.convolutionMatrix(THIRD);
    const weights = Float32Array.from(bytes, (byte) => (byte - zero) * scale);
    const product = this.node('MatMul', [windows, this.constant(THIRD.name, [rows, columns], weights)]);
    return this.biasAndGelu(THIRD, product);
  }

  layers(frames: string): string {
    const weight = (name: string): Float32Array => this.published.floats(`${name}.weight`);
    let states = frames;
    let normed = this.norm('layers.0.input_norm', states, weight('layers.0.input_layernorm'));
    for (let layer = 0; layer < LAYERS; layer++) {
      const name = `layers.${layer}`;
      const attended = this.addAndNorm(
        `${name}.norm`,
        { states, change: this.attention(name, normed) },
        weight(`${name}.post_attention_layernorm`),
      );
      const next = layer + 1 < LAYERS ? `layers.${layer + 1}.input_layernorm` : 'layer_norm';
      ({ states, normed } = this.addAndNorm(
        `${name}.last_norm`,
        {
          states: attended.states,
          change: this.feedForward(name, attended.normed),
          layerBias: this.published.floats(`${name}.mlp.fc2.bias`),
        },
        weight(next),
      ));
    }
    return normed;
  }

  private attention(name: string, normed: string): string {
    const linear = (part: string): ByteMatrix => this.published.linear(`/${name}/self_attn/${part}`);
    const parts = sideBySide([
      scaled(linear('q_proj'), 1 / Math.sqrt(HEAD)),
      linear('k_proj'),
      linear('v_proj'),
    ]);
    const rows = this.node('Unsqueeze', [this.product(`${name}.attention`, normed, parts), this.integers(0)]);
    const [turning = '', values = ''] = this.nodeOf(2, 'Split', [rows, this.integers(2 * HIDDEN, HIDDEN)], {
      axis: -1,
    });
    const turned = this.rotate(turning, this.integers(0));
    const [queries = '', keys = ''] = this.nodeOf(2, 'Split', [turned, this.integers(HIDDEN, HIDDEN)], {
      axis: -1,
    });
    const attended = this.microsoft('MultiHeadAttention', [queries, keys, values], {
      num_heads: HEADS,
      scale: { float: 1 },
    });
    const output = this.node('Squeeze', [attended, this.integers(0)]);
    return this.product(`${name}.attention_output`, output, linear('dense'));
  }

  /** Without its last bias. */
  private feedForward(name: string, normed: string): string {
    const bias = this.published.floats(`${name}.mlp.fc1.bias`);
    const widened = this.product(`${name}.widen`, normed, this.published.linear(`/${name}/mlp/fc1`), bias);
    const active = this.microsoft('Gelu', [widened]);
    return this.product(`${name}.narrow`, active, this.published.linear(`/${name}/mlp/fc2`));
  }

  /** In whole numbers, as the published network takes it: one scale for all rows, found anew each time. */
  private product(name: string, rows: string, matrix: ByteMatrix, bias?: Float32Array): string {
    const { bytes, scales, zeros } = this.matrix(name, matrix);
    const inputs = [rows, bytes, scales, zeros, ...(bias ? [this.vector(`${name}.bias`, bias)] : [])];
    return this.microsoft('DynamicQuantizeMatMul', inputs);
  }

  private biasAndGelu({ name }: Convolution, rows: string): string {
    const bias = this.vector(`${name}.bias`, this.published.floats(`${name}.bias`));
    return this.microsoft('Gelu', [this.node('Add', [rows, bias])]);
  }

  /** Each window of a convolution as a row, tap after tap; and how many there are, as a list of one number. */
  private windows(rows: string, { taps, stride }: Convolution): { windows: string; count: string } {
    const length = this.node('Shape', [rows], { start: 0, end: 1 });
    const starts = this.node('Sub', [length, this.integers(taps - stride)]);
    const count = this.node('Div', [starts, this.integers(stride)]);
    const span = this.node('Mul', [count, this.integers(stride)]);
    const byTap = Array.from({ length: taps }, (_, tap) =>
      this.slice(rows, 0, this.integers(tap), this.node('Add', [span, this.integers(tap)]), stride),
    );
    return { windows: this.node('Concat', byTap, { axis: 1 }), count };
  }

  private slice(rows: string, axis: number, from: string, to: string, step = 1): string {
    return this.node('Slice', [rows, from, to, this.integers(axis), this.integers(step)]);
  }

  /** Past any end. */
  private end(): string {
    return this.integers(2 ** 31 - 1);
  }

  /** [2 × HOP, HIDDEN]; the last row is one sample more than a window has. */
  private firstWeights(): Float32Array<ArrayBuffer> {
    const { kernel, zero, scale } = this.kernel('conv1');
    const weights = new Float32Array(2 * HOP * HIDDEN);
    for (let to = 0; to < HIDDEN; to++) {
      for (let tap = 0; tap < WINDOW; tap++) {
        weights[tap * HIDDEN + to] = ((kernel[to * WINDOW + tap] as number) - zero) * scale;
      }
    }
    return weights;
  }

  /** A row for each tap and channel that goes in, tap after tap. */
  private convolutionMatrix({ name, from, to, taps }: Convolution): PublishedMatrix {
    const { kernel, zero, scale } = this.kernel(name);
    const bytes = new Uint8Array(kernel.length);
    for (let out = 0; out < to; out++) {
      for (let into = 0; into < from; into++) {
        for (let tap = 0; tap < taps; tap++) {
          bytes[(tap * from + into) * to + out] = (kernel[(out * from + into) * taps + tap] as number) + 128;
        }
      }
    }
    return { rows: taps * from, columns: to, bytes, zero: zero + 128, scale };
  }

  /** The weights of a convolution as they are published: signed bytes, `kernel × scale - zero × scale`. */
  private kernel(name: string): { kernel: Int8Array; zero: number; scale: number } {
    const scale = this.published.number(`${name}.weight_scale`);
    const zero = Math.round(-this.published.number(`${name}.weight_zero_point`) / scale);
    return { kernel: Int8Array.from(this.published.bytes(`${name}.weight_quantized`)), zero, scale };
  }
}
