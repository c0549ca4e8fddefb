import { ModelError } from '../model-error.js';
import { bytesOf, floatsOf, type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnx } from '../onnx.js';
import { type ByteMatrix, byteMatrix } from './byte-matrix.js';

/**
 * The weights of one of Moonshine's networks as it is published: quantised, and exported from PyTorch. All methods throw
 * `ModelError` `model_corrupt` when something is not there.
 */
export class PublishedWeights {
  private readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** By the name of what they give. */
  private readonly nodes: ReadonlyMap<string, OnnxNode>;

  constructor(published: Uint8Array) {
    const { graph } = readOnnx(published);
    if (!graph) throw corrupt('a graph');
    this.constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    this.nodes = new Map(nodesOf(graph).map((node) => [node.output[0] ?? '', node]));
  }

  floats(name: string): Float32Array<ArrayBuffer> {
    return floatsOf(this.tensor(name));
  }

  /** A single number, a float or a byte. */
  number(name: string): number {
    const tensor = this.tensor(name);
    const [value] = tensor.data_type === 1 ? floatsOf(tensor) : bytesOf(tensor);
    if (value === undefined) throw corrupt(`a number in ${name}`);
    return value;
  }

  /** The bytes of a tensor as they lie there. */
  bytes(name: string): Uint8Array {
    return bytesOf(this.tensor(name));
  }

  /** The weights of a linear layer, named as PyTorch's module was: one that is taken in whole numbers. */
  linear(path: string): ByteMatrix {
    const product = this.node(`${path}/MatMul_output_0_output_quantized`);
    const scale = this.node(`${path}/MatMul_quant_scales_mul:0`);
    const [, weights = '', , zero = ''] = product.input;
    const [rows = 0, columns = 0] = this.tensor(weights).dims.map(Number);
    return byteMatrix({
      rows,
      columns,
      bytes: this.bytes(weights),
      zero: this.number(zero),
      scale: this.number(scale.input[1] ?? ''),
    });
  }

  private node(output: string): OnnxNode {
    const node = this.nodes.get(output);
    if (!node) throw corrupt(`what gives ${output}`);
    return node;
  }

  private tensor(name: string): OnnxTensor {
    const tensor = this.constants.get(name);
    if (!tensor) throw corrupt(`the constant ${name}`);
    return tensor;
  }
}

/** With those of its branches. */
function nodesOf({ node }: OnnxGraph): OnnxNode[] {
  return node.flatMap((each) => [each, ...each.attribute.flatMap(({ g }) => (g ? nodesOf(g) : []))]);
}

function corrupt(what: string): ModelError {
  return new ModelError('model_corrupt', `The published network of Moonshine lacks ${what}.`);
}
