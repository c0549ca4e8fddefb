import { ONNX_FLOAT, ONNX_INT64, writeOnnx } from '../onnx.js';
import { transposed } from '../transposed.js';
import { type ByteMatrix, scaled, sideBySide, times } from './byte-matrix.js';
import { HEAD, HEADS, HIDDEN, LAYERS, MoonshineGraph, OPSET } from './moonshine-graph.js';
import { PublishedWeights } from './published-weights.js';

const VOCABULARY = 32_768;
const WIDENED = 4 * HIDDEN;
/** So many of the likeliest next pieces are told. */
const NEXT_PIECES = 16;
/** More pieces than are ever decoded at once: 18 s of the fastest speech have 120. */
const MAX_PIECES = 512;

/**
 * Two numbers of the normalised states stand far out, always on the same side: what they are on average, for each layer
 * before its self-attention, its cross-attention and its feed-forward part. It is taken off before the states are
 * rounded to bytes, and what it would have given is added afterwards: the steps of the bytes become two to three times
 * as fine. Measured on the shared recordings; averages below 2 are left alone.
 */
const OUTSTANDING = { first: 33, second: 282 } as const;
type Outstanding = readonly [first: number, second: number];
const BEFORE_SELF_ATTENTION: readonly Outstanding[] = [
  [0, 0],
  [0, -6.1],
  [0, -6.2],
  [2.5, -5.9],
  [4.3, -5.3],
  [5.5, -3.9],
];
const BEFORE_CROSS_ATTENTION: readonly Outstanding[] = [
  [0, -6.5],
  [0, -9.6],
  [2.1, -8.1],
  [3.5, -7.8],
  [6.1, -6.3],
  [7.5, -3.2],
];
const BEFORE_FEED_FORWARD: readonly Outstanding[] = [
  [0, 0],
  [0, 0],
  [0, -2.6],
  [0, -2.1],
  [3, -2.2],
  [4.7, 0],
];

/**
 * The heads, by layer, whose attention is where in the recording the next piece is said. Of all 48 they find the words
 * best, together: half of the starts and ends within 32 ms, on speech from two synthesisers that tell when they say a
 * word, and on read speech that was aligned by an acoustic model (`bench/README.md`).
 */
const ALIGNING_HEADS: Readonly<Record<number, readonly number[]>> = { 4: [1, 6], 5: [6] };

/**
 * One step of Moonshine's decoder, for a batch: from the last piece of each member to its next one. The weights are those
 * of the published decoder; what is different:
 *
 * - 430 operators instead of 1,104, without a condition around them, and the likeliest next pieces instead of 32,768
 *   numbers;
 * - each member's states are rounded to bytes on a scale of its own (the published decoder has one for all, so that a
 *   member would change with its company): what is heard in a recording does not depend on the batch it is in;
 * - keys and values go in as they lie with the caller, and only those of this step come out;
 * - members may be of different length: what a mask adds to a frame or a place is -1e9 where there is none, else 0;
 * - it says where in the recording it was listening.
 *
 * Inputs: `piece` [batch], `position` [batch, 1], `asked` [batch, 1]: a piece of which the score is wanted, `past_mask`
 * [batch, 1, 1, past + 1] (the last place is the piece itself), `frame_mask` [batch, 1, 1, frames], and for each layer n
 * `past_keys.n`, `past_values.n` [batch, 8, past, 36], `frame_keys.n`, `frame_values.n` [batch or 1, 8, frames, 36].
 *
 * Outputs: `next_pieces` [batch, 16], the likeliest first; `scores` [batch, 17]: theirs and that of the piece asked for, in
 * nats but for a sum that is the same for all of a row; `keys_values` [batch, 2 × layers, 8, 36]: key and value of this
 * piece for the first layer, then for the second …; `attention` [batch, frames]: the weights of the heads that align, summed.
 *
 * Throws `ModelError` `model_corrupt`.
 */
export function moonshineDecoder(published: Uint8Array): Uint8Array {
  const graph = new DecoderGraph(new PublishedWeights(published));
  graph.input('piece', ['batch'], ONNX_INT64);
  graph.input('position', ['batch', 1], ONNX_INT64);
  graph.input('asked', ['batch', 1], ONNX_INT64);
  graph.input('past_mask', ['batch', 1, 1, 'past_and_now']);
  graph.input('frame_mask', ['batch', 1, 1, 'frames']);
  let rows = graph.embed('piece');
  for (let layer = 0; layer < LAYERS; layer++) rows = graph.layer(layer, rows);
  graph.choose(rows.normed);
  graph.collect();
  return writeOnnx(graph.model('moonshine_decoder', OPSET));
}

/** States of a batch, and the same normalised and less what stands out of them. */
interface Rows {
  readonly states: string;
  readonly normed: string;
}

class DecoderGraph extends MoonshineGraph {
  /** Keys and values of this piece, [batch, HEADS, 1, HEAD] each. */
  private readonly fresh: string[] = [];
  /** Attention of each head that aligns, [batch, 1, 1, frames]. */
  private readonly attention: string[] = [];
  private readonly middle: string;
  private readonly embedding: { readonly bytes: Uint8Array; readonly scale: number; readonly zero: number };
  private readonly zero: string;

  constructor(private readonly published: PublishedWeights) {
    super();
    this.rotations(published.floats('/model/decoder/rotary_emb/Cast_1_output_0'), MAX_PIECES);
    this.middle = this.constant('middle', [], Uint8Array.of(128));
    const name = 'model.decoder.embed_tokens.weight_merged_0';
    this.embedding = {
      bytes: published.bytes(`${name}_quantized`),
      scale: published.number(`${name}_scale`),
      zero: published.number(`${name}_zero_point`),
    };
    this.zero = this.constant('embedding.zero', [], Uint8Array.of(this.embedding.zero));
  }

  embed(pieces: string): Rows {
    const table = this.constant('embedding', [VOCABULARY, HIDDEN], this.embedding.bytes);
    const bytes = this.node('Gather', [table, pieces]);
    const states = this.node('DequantizeLinear', [bytes, this.float(this.embedding.scale), this.zero]);
    return { states, normed: this.norm('first_norm', states, this.weight('layers.0.input_layernorm')) };
  }

  layer(layer: number, { states, normed }: Rows): Rows {
    const name = `layers.${layer}`;
    const attended = this.addAndNorm(
      `${name}.norm`,
      { states, change: this.selfAttention(layer, normed) },
      this.weight(`${name}.post_attention_layernorm`),
      outstanding(BEFORE_CROSS_ATTENTION[layer], -1),
    );
    const heard = this.addAndNorm(
      `${name}.cross_norm`,
      { states: attended.states, change: this.crossAttention(layer, attended.normed) },
      this.weight(`${name}.final_layernorm`),
      outstanding(BEFORE_FEED_FORWARD[layer], -1),
    );
    return this.addAndNorm(
      `${name}.last_norm`,
      {
        states: heard.states,
        change: this.feedForward(layer, heard.normed),
        layerBias: this.published.floats(`model.decoder.${name}.mlp.down_proj.bias_merged_0`),
      },
      this.weight(layer + 1 < LAYERS ? `layers.${layer + 1}.input_layernorm` : 'norm'),
      outstanding(BEFORE_SELF_ATTENTION[layer + 1], -1),
    );
  }

  /** The pieces whose products with the state are largest. */
  choose(normed: string): void {
    const turned = transposed(this.embedding.bytes, VOCABULARY, HIDDEN);
    const weights = this.constant('head', [HIDDEN, VOCABULARY], turned);
    const { bytes, largest } = this.rounded(normed);
    const products = this.node('MatMulInteger', [bytes, weights, this.middle, this.zero]);
    const names = ['products', 'next_pieces'];
    this.node('TopK', [products, this.integers(NEXT_PIECES)], { axis: -1 }, names);
    this.output('next_pieces', ['batch', NEXT_PIECES], ONNX_INT64);
    const asked = this.node('GatherElements', [products, 'asked'], { axis: -1 });
    const told = this.node('Concat', ['products', asked], { axis: -1 });
    const scale = this.node('Mul', [largest, this.float(this.embedding.scale / 127)]);
    this.node('Mul', [this.node('Cast', [told], { to: ONNX_FLOAT }), scale], {}, ['scores']);
    this.output('scores', ['batch', NEXT_PIECES + 1]);
  }

  /** What the caller keeps. */
  collect(): void {
    const rows = this.fresh.map((each) => this.node('Reshape', [each, this.integers(0, 1, HEADS, HEAD)]));
    this.node('Concat', rows, { axis: 1 }, ['keys_values']);
    this.output('keys_values', ['batch', 2 * LAYERS, HEADS, HEAD]);
    const sum = this.node('Sum', this.attention);
    this.node('Squeeze', [sum, this.integers(1, 2)], {}, ['attention']);
    this.output('attention', ['batch', 'frames']);
  }

  private selfAttention(layer: number, normed: string): string {
    const linear = this.linearOf(layer, 'self_attn');
    const parts = sideBySide([
      scaled(linear('q_proj'), 1 / Math.sqrt(HEAD)),
      linear('k_proj'),
      linear('v_proj'),
    ]);
    const lost = outstanding(BEFORE_SELF_ATTENTION[layer], 1);
    const rows = this.product(`layers.${layer}.attention`, normed, parts, lost && times(lost, parts));
    const [turning = '', value = ''] = this.split(rows, [2 * HIDDEN, HIDDEN], -1);
    const turned = this.rotate(this.node('Unsqueeze', [turning, this.integers(1)]), 'position');
    const byHead = this.node('Reshape', [turned, this.integers(0, 2 * HEADS, 1, HEAD)]);
    const [queries = '', keys = ''] = this.split(byHead, [HEADS, HEADS], 1);
    const values = this.node('Reshape', [value, this.integers(0, HEADS, 1, HEAD)]);
    this.fresh.push(keys, values);
    const attended = this.attendPast(layer, { queries, keys, values });
    return this.product(`layers.${layer}.attention_output`, attended, linear('dense'));
  }

  /** To the pieces before, and to the piece itself. */
  private attendPast(
    layer: number,
    { queries, keys, values }: { queries: string; keys: string; values: string },
  ): string {
    const pastKeys = this.input(`past_keys.${layer}`, ['batch', HEADS, 'past', HEAD]);
    const pastValues = this.input(`past_values.${layer}`, ['batch', HEADS, 'past', HEAD]);
    const scores = this.node(
      'Concat',
      [this.dotProducts(queries, pastKeys), this.dotProducts(queries, keys)],
      {
        axis: -1,
      },
    );
    const weights = this.node('Softmax', [this.node('Add', [scores, 'past_mask'])], { axis: -1 });
    const last = this.integers(-1);
    const past = this.node('Slice', [weights, this.integers(0), last, this.integers(3)]);
    const now = this.node('Slice', [weights, last, this.integers(MAX_PIECES + 1), this.integers(3)]);
    const attended = this.node('Add', [
      this.node('MatMul', [past, pastValues]),
      this.node('Mul', [now, values]),
    ]);
    return this.node('Reshape', [attended, this.integers(0, HIDDEN)]);
  }

  private crossAttention(layer: number, normed: string): string {
    const linear = this.linearOf(layer, 'encoder_attn');
    const query = scaled(linear('q_proj'), 1 / Math.sqrt(HEAD));
    const lost = outstanding(BEFORE_CROSS_ATTENTION[layer], 1);
    const row = this.product(`layers.${layer}.cross_attention`, normed, query, lost && times(lost, query));
    const queries = this.node('Reshape', [row, this.integers(0, HEADS, 1, HEAD)]);
    const keys = this.input(`frame_keys.${layer}`, ['batch', HEADS, 'frames', HEAD]);
    const values = this.input(`frame_values.${layer}`, ['batch', HEADS, 'frames', HEAD]);
    const scores = this.node('Add', [this.dotProducts(queries, keys), 'frame_mask']);
    const weights = this.node('Softmax', [scores], { axis: -1 });
    for (const head of ALIGNING_HEADS[layer] ?? []) {
      const [from, to] = [this.integers(head), this.integers(head + 1)];
      this.attention.push(this.node('Slice', [weights, from, to, this.integers(1)]));
    }
    const attended = this.node('Reshape', [this.node('MatMul', [weights, values]), this.integers(0, HIDDEN)]);
    return this.product(`layers.${layer}.cross_attention_output`, attended, linear('dense'));
  }

  /** Without its last bias. */
  private feedForward(layer: number, normed: string): string {
    const linear = this.linearOf(layer, 'mlp');
    const widen = linear('up_proj');
    const bias = this.published.floats(`model.decoder.layers.${layer}.mlp.up_proj.bias_merged_0`);
    const lost = outstanding(BEFORE_FEED_FORWARD[layer], 1);
    const extra = lost && times(lost, widen);
    const whole = extra ? bias.map((value, at) => value + (extra[at] as number)) : bias;
    const widened = this.product(`layers.${layer}.widen`, normed, widen, whole);
    const [states = '', gates = ''] = this.split(widened, [WIDENED, WIDENED], -1);
    const opened = this.microsoft('QuickGelu', [gates], { alpha: { float: 1 } });
    return this.product(`layers.${layer}.narrow`, this.node('Mul', [opened, states]), linear('down_proj'));
  }

  /** Rows times a matrix, in whole numbers; each row on a scale of its own. */
  private product(name: string, rows: string, matrix: ByteMatrix, bias?: Float32Array): string {
    const { bytes, largest } = this.rounded(rows);
    const constants = this.matrix(name, matrix);
    const shares = this.microsoft('MatMulIntegerToFloat', [
      bytes,
      constants.bytes,
      this.float(1 / 127),
      constants.scales,
      this.middle,
      constants.zeros,
    ]);
    const product = this.node('Mul', [shares, largest]);
    return bias ? this.node('Add', [product, this.vector(`${name}.bias`, bias)]) : product;
  }

  /** Each row in bytes around 128, which stand for -1 to 1 times its largest number. */
  private rounded(rows: string): { bytes: string; largest: string } {
    const largest = this.node('ReduceMax', [this.node('Abs', [rows])], { axes: [-1], keepdims: 1 });
    const shares = this.node('Div', [rows, largest]);
    return { bytes: this.node('QuantizeLinear', [shares, this.float(1 / 127), this.middle]), largest };
  }

  private dotProducts(queries: string, keys: string): string {
    return this.microsoft('FusedMatMul', [queries, keys], { transB: 1 });
  }

  private split(value: string, sizes: readonly number[], axis: number): string[] {
    return this.nodeOf(sizes.length, 'Split', [value, this.integers(...sizes)], { axis });
  }

  private linearOf(layer: number, part: string): (name: string) => ByteMatrix {
    return (name) => this.published.linear(`/model/decoder/layers.${layer}/${part}/${name}`);
  }

  private weight(name: string): Float32Array {
    return this.published.floats(`model.decoder.${name}.weight_merged_0`);
  }
}

/** A state that is nothing but what stands out, times `sign`; undefined where nothing does. */
function outstanding(values: Outstanding | undefined, sign: 1 | -1): Float32Array<ArrayBuffer> | undefined {
  if (!values?.some((value) => value !== 0)) return undefined;
  const state = new Float32Array(HIDDEN);
  state[OUTSTANDING.first] = sign * values[0];
  state[OUTSTANDING.second] = sign * values[1];
  return state;
}
