import { describe, expect, it } from 'vitest';
import { integerHead } from './integer-head.js';
import { bytesOf, type OnnxGraph, type OnnxNode, readOnnx, writeOnnx } from './onnx.js';

const node = (op_type: string, input: string[], output: string, branches: OnnxGraph[] = []): OnnxNode => ({
  op_type,
  input,
  output: [output],
  attribute: branches.map((g, index) => ({ name: `branch_${index}`, type: 5, g })),
});

const graph = (name: string, nodes: OnnxNode[]): OnnxGraph => ({
  name,
  node: nodes,
  initializer: [],
  input: [],
  output: [],
});

/** The end of a decoder's branch: the hidden state times the head's weights. */
const branch = (name: string, weights = 'words'): OnnxGraph =>
  graph(name, [
    node('Gather', [weights, 'id'], `${name}_embedding`),
    node('Transpose', [weights], `${name}_transposed`),
    node('DequantizeLinear', [`${name}_transposed`, 'scale', 'zero'], `${name}_weights`),
    node('MatMul', ['hidden', `${name}_weights`], 'logits'),
  ]);

const UINT8 = 2;
const FLOAT = 1;

function published(...branches: OnnxGraph[]): Uint8Array {
  const decoder = graph('decoder', [node('If', ['first'], 'logits', branches)]);
  const empty = new Uint8Array();
  decoder.initializer.push(
    { name: 'words', dims: [2, 3], data_type: UINT8, raw_data: Uint8Array.of(10, 11, 12, 13, 14, 15) },
    { name: 'others', dims: [2, 3], data_type: UINT8, raw_data: new Uint8Array(6) },
    { name: 'scale', dims: [], data_type: FLOAT, raw_data: empty, float_data: [0.5] },
    { name: 'zero', dims: [], data_type: UINT8, raw_data: empty, int32_data: [12] },
  );
  return writeOnnx({ ir_version: 10, opset_import: [{ version: 14 }], graph: decoder });
}

describe('integerHead', () => {
  it('multiplies bytes in both branches, with the weights turned over once, and leaves the rest as it is', () => {
    const derived = readOnnx(integerHead(published(branch('with_past'), branch('no_past')))).graph;
    const weights = derived?.initializer.at(-1);
    expect(weights?.dims.map(Number)).toEqual([3, 2]);
    expect(weights && [...bytesOf(weights)]).toEqual([10, 13, 11, 14, 12, 15]);
    expect(derived?.initializer.map(({ name }) => name).slice(0, -1)).toEqual([
      'words',
      'others',
      'scale',
      'zero',
    ]);
    const branches = derived?.node[0]?.attribute.map(({ g }) => g?.node.slice(1)) ?? [];
    expect(branches).toHaveLength(2);
    for (const nodes of branches) {
      expect(
        nodes?.map(({ op_type, input, output }) => [op_type, ...input, '→', ...output].join(' ')),
      ).toEqual([
        'DynamicQuantizeLinear hidden → head_hidden head_hidden_scale head_hidden_zero',
        'MatMulInteger head_hidden head_weights head_hidden_zero zero → head_sums',
        'Cast head_sums → head_float_sums',
        'Mul head_hidden_scale scale → head_scale',
        'Mul head_float_sums head_scale → logits',
      ]);
    }
  });

  it.each([
    ['is empty', new Uint8Array()],
    ['has a branch without a head', published(branch('with_past'), graph('no_past', []))],
    ['has a head for each branch', published(branch('with_past'), branch('no_past', 'others'))],
  ])('refuses a decoder that %s', (_, decoder) => {
    expect(() => integerHead(decoder)).toThrowError(expect.objectContaining({ code: 'model_corrupt' }));
  });
});
