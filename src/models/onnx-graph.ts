import {
  constant,
  ONNX_FLOAT,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './onnx.js';

/** Whole numbers are told from others by how they are written: `{ float: 1 }`. */
export type OnnxAttributes = Readonly<
  Record<string, number | number[] | string | { readonly float: number }>
>;

/** The operators that ONNX Runtime has beyond those of ONNX. */
const MICROSOFT = 'com.microsoft';

/** A graph that is written operator by operator: each call names its inputs and returns the names of its outputs. */
export class OnnxGraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  private readonly inputs: OnnxValueInfo[] = [];
  private readonly outputs: OnnxValueInfo[] = [];
  private readonly numbers = new Set<string>();

  /** Of another type than floats: say so. A dimension that may be any has a name. */
  input(name: string, dims: readonly (number | string)[], elementType = ONNX_FLOAT): string {
    this.inputs.push(valueInfo(name, dims, elementType));
    return name;
  }

  /** A value that some operator gives. */
  output(name: string, dims: readonly (number | string)[], elementType = ONNX_FLOAT): void {
    this.outputs.push(valueInfo(name, dims, elementType));
  }

  /** An operator of ONNX. Returns the name of its first output; `outputs` names them, if it matters. */
  node(
    type: string,
    input: readonly string[],
    attributes: OnnxAttributes = {},
    outputs?: readonly string[],
  ): string {
    return this.add(type, input, attributes, outputs ?? this.namesFor(type, 1))[0] as string;
  }

  /** An operator of ONNX with several outputs that are wanted. */
  nodeOf(outputs: number, type: string, input: readonly string[], attributes: OnnxAttributes = {}): string[] {
    return this.add(type, input, attributes, this.namesFor(type, outputs));
  }

  /** One of ONNX Runtime's own operators. An output that nobody wants has an empty name. */
  microsoft(
    type: string,
    input: readonly string[],
    attributes: OnnxAttributes = {},
    outputs?: readonly string[],
  ): string {
    return this.add(type, input, attributes, outputs ?? this.namesFor(type, 1), MICROSOFT)[0] as string;
  }

  constant(...[name, dims, values]: Parameters<typeof constant>): string {
    this.constants.push(constant(name, dims, values));
    return name;
  }

  /** A list of whole numbers, such as a shape. The same list is one constant. */
  integers(...values: number[]): string {
    return this.once(`integers_${values.join('_')}`, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** One number. The same number is one constant. */
  float(value: number): string {
    return this.once(`float_${value}`, [], Float32Array.of(value));
  }

  /** `opset`: the version of ONNX's operators. */
  model(name: string, opset: number): OnnxModel {
    const usesMicrosoft = this.nodes.some(({ domain }) => domain === MICROSOFT);
    return {
      ir_version: 8,
      opset_import: [{ version: opset }, ...(usesMicrosoft ? [{ domain: MICROSOFT, version: 1 }] : [])],
      graph: {
        name,
        node: this.nodes,
        initializer: this.constants,
        input: this.inputs,
        output: this.outputs,
      },
    };
  }

  private once(...[name, dims, values]: Parameters<typeof constant>): string {
    if (!this.numbers.has(name)) this.constant(name, dims, values);
    this.numbers.add(name);
    return name;
  }

  private namesFor(type: string, count: number): string[] {
    return Array.from({ length: count }, (_, index) => `${type}_${this.nodes.length}_${index}`);
  }

  private add(
    type: string,
    input: readonly string[],
    attributes: OnnxAttributes,
    output: readonly string[],
    domain?: string,
  ): string[] {
    this.nodes.push({
      op_type: type,
      input: [...input],
      output: [...output],
      attribute: attributesOf(attributes),
      ...(domain && { domain }),
    });
    return [...output];
  }
}

function attributesOf(attributes: OnnxAttributes): OnnxAttribute[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'number') return { name, type: 2, i: value };
    if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
    if (Array.isArray(value)) return { name, type: 7, ints: value };
    return { name, type: 1, f: value.float };
  });
}

function valueInfo(name: string, dims: readonly (number | string)[], elementType: number): OnnxValueInfo {
  const dim = dims.map((size) => (typeof size === 'string' ? { dim_param: size } : { dim_value: size }));
  return { name, type: { tensor_type: { elem_type: elementType, shape: { dim } } } };
}
