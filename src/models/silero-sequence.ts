import { ModelError } from './model-error.js';
import { OnnxGraphBuilder } from './onnx-graph.js';
import { floatsOf, type OnnxGraph, type OnnxTensor, readOnnx, writeOnnx } from './onnx.js';
import { transposed } from './transposed.js';

/** The published graph tells 16 kHz from 8 kHz by a condition; its constants have this before their names. */
const PREFIX = 'If_0_then_branch__Inline_0__';

const HIDDEN = 128;
/** The samples that the network sees at once: a window of 512 and the 64 before it. */
const INPUT = 576;

/** The frames of the spectrum of a window: 256 samples each, a new one every 128. */
const FRAMES = 4;
const FRAME = 256;
const HOP = 128;
const BINS = 129;

/** The convolutions of the encoder, of width 3: channels and frames that go in and come out. */
const ENCODER = [
  { from: [4, BINS], to: [4, 128] },
  { from: [4, 128], to: [2, 64] },
  { from: [2, 64], to: [1, 64] },
  { from: [1, 64], to: [1, 128] },
] as const;

/** PyTorch orders the gates of an LSTM as input, forget, cell, output; ONNX as input, output, forget, cell. */
const GATES = [0, 3, 1, 2];

/**
 * Silero VAD (v5 or v6, at 16 kHz) for many windows at a time, from the published network, which takes one. The
 * weights are the same, and so are the probabilities but for the order in which floats are added (1e-6). Only the LSTM
 * needs its windows in turn; all else is done for all of them at once, as products of large matrices: over the four
 * frames of a window a convolution is one. Measured side by side on one thread, from 32 windows on: 38 µs a window, and
 * 81 µs with convolutions as they are published, which ONNX Runtime does window by window.
 *
 * `input` [windows, 576], `h` and `c` [1, 1, 128] give `probability` [windows, 1, 1] and the next `h_next`, `c_next`.
 *
 * Throws `ModelError` `model_corrupt`.
 */
export function sileroSequence(published: Uint8Array): Uint8Array {
  const graph = new SileroGraph(weightsOf(published));
  graph.input('input', ['windows', INPUT]);
  graph.input('h', [1, 1, HIDDEN]);
  graph.input('c', [1, 1, HIDDEN]);
  graph.decoder(graph.encoder(graph.spectrum()));
  graph.output('probability', ['windows', 1, 1]);
  graph.output('h_next', [1, 1, HIDDEN]);
  graph.output('c_next', [1, 1, HIDDEN]);
  return writeOnnx(graph.model('silero_vad_sequence', 13));
}

class SileroGraph extends OnnxGraphBuilder {
  constructor(private readonly weights: ReadonlyMap<string, OnnxTensor>) {
    super();
  }

  /** The magnitudes of a short-time Fourier transform, as a product of matrices: [windows, frames × bins]. */
  spectrum(): string {
    const padded = this.node('Pad', ['input', this.named('padding', 0, 0, 0, 64)], { mode: 'reflect' });
    const hops = this.node('Reshape', [padded, this.named('in_hops', 0, FRAMES + 1, HOP)]);
    const halves = [0, 1].map((first) =>
      this.node('Slice', [
        hops,
        this.named(`from_${first}`, first),
        this.named(`to_${first}`, first + FRAMES),
        this.named(`axis_of_${first}`, 1),
      ]),
    );
    const frames = this.node('Concat', halves, { axis: 2 });
    const basis = transposed(floatsOf(this.published('stft.forward_basis_buffer')), 2 * BINS, FRAME);
    this.constant('basis', [FRAME, 2 * BINS], basis);
    const waves = this.node('MatMul', [frames, 'basis']);
    const [real, imaginary] = this.nodeOf(2, 'Split', [waves, this.named('halves', BINS, BINS)], {
      axis: 2,
    });
    const squares = [real, imaginary].map((part) => this.node('Mul', [part as string, part as string]));
    const magnitudes = this.node('Sqrt', [this.node('Add', squares)]);
    return this.node('Reshape', [magnitudes, this.named('in_rows', 0, FRAMES * BINS)]);
  }

  /** [windows, 128]. */
  encoder(spectrum: string): string {
    return ENCODER.reduce((features, { from, to }, layer) => {
      const name = `encoder.${layer}.reparam_conv`;
      const { weights, bias } = denseConvolution(
        from,
        to,
        floatsOf(this.published(`${name}.weight`)),
        floatsOf(this.published(`${name}.bias`)),
      );
      const [rows, columns] = [from[0] * from[1], to[0] * to[1]];
      this.constant(`${name}.weight`, [rows, columns], weights);
      this.constant(`${name}.bias`, [columns], bias);
      return this.node('Relu', [this.node('Gemm', [features, `${name}.weight`, `${name}.bias`])]);
    }, spectrum);
  }

  /** The windows as one sequence through the LSTM, then each to its probability. */
  decoder(features: string): void {
    const sequence = this.node('Unsqueeze', [features, this.named('axis_1', 1)]);
    const lstm = [sequence, ...this.lstmWeights(), '', 'h', 'c'];
    const hidden = this.node('LSTM', lstm, { hidden_size: HIDDEN }, ['hidden', 'h_next', 'c_next']);
    const rows = this.node('Squeeze', [hidden, this.named('axes_1_2', 1, 2)]);
    const activated = this.node('Relu', [this.node('Unsqueeze', [rows, this.named('axis_2', 2)])]);
    const weight = this.weight('decoder.decoder.2.weight', [1, HIDDEN, 1]);
    const bias = this.weight('decoder.decoder.2.bias', [1]);
    const logit = this.node('Conv', [activated, weight, bias], { kernel_shape: [1] });
    this.node('Sigmoid', [logit], {}, ['probability']);
  }

  private lstmWeights(): string[] {
    const gates = (name: string) => inGateOrder(floatsOf(this.published(`decoder.rnn.${name}`)));
    const bias = Float32Array.of(...gates('bias_ih'), ...gates('bias_hh'));
    return [
      this.constant('W', [1, 4 * HIDDEN, HIDDEN], gates('weight_ih')),
      this.constant('R', [1, 4 * HIDDEN, HIDDEN], gates('weight_hh')),
      this.constant('B', [1, 8 * HIDDEN], bias),
    ];
  }

  private named(name: string, ...values: number[]): string {
    return this.constant(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  private weight(name: string, dims: number[]): string {
    return this.constant(name, dims, floatsOf(this.published(name)));
  }

  private published(name: string): OnnxTensor {
    const tensor = this.weights.get(name);
    if (!tensor) throw corrupt(`the constant ${name}`);
    return tensor;
  }
}

/**
 * A convolution of width 3 over so few frames that it is one matrix: `from` [frames, channels] of a window in one row,
 * `to` likewise. What the convolution pads with zeros is not there.
 */
function denseConvolution(
  [framesIn, channelsIn]: readonly [number, number],
  [framesOut, channelsOut]: readonly [number, number],
  kernel: Float32Array,
  bias: Float32Array,
): { weights: Float32Array; bias: Float32Array } {
  const stride = framesIn / framesOut;
  const columns = framesOut * channelsOut;
  const weights = new Float32Array(framesIn * channelsIn * columns);
  for (let frameOut = 0; frameOut < framesOut; frameOut++) {
    for (let tap = 0; tap < 3; tap++) {
      const frameIn = frameOut * stride + tap - 1;
      if (frameIn < 0 || frameIn >= framesIn) continue;
      for (let from = 0; from < channelsIn; from++) {
        for (let to = 0; to < channelsOut; to++) {
          const at = (frameIn * channelsIn + from) * columns + frameOut * channelsOut + to;
          weights[at] = kernel[(to * channelsIn + from) * 3 + tap] as number;
        }
      }
    }
  }
  const biases = new Float32Array(columns);
  for (let frame = 0; frame < framesOut; frame++) biases.set(bias, frame * channelsOut);
  return { weights, bias: biases };
}

function weightsOf(published: Uint8Array): Map<string, OnnxTensor> {
  const branch = branchOf(readOnnx(published).graph);
  const weights = new Map<string, OnnxTensor>();
  for (const { op_type, output, attribute } of branch.node) {
    const value = attribute.find(({ name }) => name === 'value')?.t;
    if (op_type === 'Constant' && value) weights.set((output[0] ?? '').replace(PREFIX, ''), value);
  }
  return weights;
}

function branchOf(graph: OnnxGraph | null): OnnxGraph {
  const condition = graph?.node.find(({ op_type }) => op_type === 'If');
  const branch = condition?.attribute.find(({ name }) => name === 'then_branch')?.g;
  if (!branch) throw corrupt('the branch for 16 kHz');
  return branch;
}

function inGateOrder(values: Float32Array): Float32Array {
  const size = values.length / GATES.length;
  const ordered = new Float32Array(values.length);
  for (const [to, from] of GATES.entries())
    ordered.set(values.subarray(from * size, (from + 1) * size), to * size);
  return ordered;
}

function corrupt(what: string): ModelError {
  return new ModelError('model_corrupt', `The published Silero VAD lacks ${what}.`);
}
