import { writeOnnx } from '../onnx.js';
import { type ByteMatrix, sideBySide } from './byte-matrix.js';
import { HEAD, HEADS, HIDDEN, LAYERS, MoonshineGraph, OPSET } from './moonshine-graph.js';
import { PublishedWeights } from './published-weights.js';

/**
 * The part of Moonshine's decoder that depends on the recording alone: what its layers attend to. The published decoder
 * does it with the first word.
 *
 * `states` [frames, 288] of the encoder give `keys_values` [2 × layers, heads, frames, 36]: the keys of the first layer,
 * its values, the keys of the second, and so on.
 *
 * Throws `ModelError` `model_corrupt`.
 */
export function moonshineCrossAttention(publishedDecoder: Uint8Array): Uint8Array {
  const published = new PublishedWeights(publishedDecoder);
  const graph = new MoonshineGraph();
  graph.input('states', ['frames', HIDDEN]);
  const { bytes, scales, zeros } = graph.matrix('keys_and_values', keysAndValues(published));
  const rows = graph.microsoft('DynamicQuantizeMatMul', ['states', bytes, scales, zeros]);
  const byHead = graph.node('Reshape', [rows, graph.integers(0, 2 * LAYERS, HEADS, HEAD)]);
  graph.node('Transpose', [byHead], { perm: [1, 2, 0, 3] }, ['keys_values']);
  graph.output('keys_values', [2 * LAYERS, HEADS, 'frames', HEAD]);
  return writeOnnx(graph.model('moonshine_cross_attention', OPSET));
}

function keysAndValues(published: PublishedWeights): ByteMatrix {
  const layers = Array.from({ length: LAYERS }, (_, layer) => `/model/decoder/layers.${layer}/encoder_attn`);
  return sideBySide(
    layers.flatMap((path) => ['k_proj', 'v_proj'].map((part) => published.linear(`${path}/${part}`))),
  );
}
