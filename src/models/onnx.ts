import protobuf from 'protobufjs';
import { ModelError } from './model-error.js';

/**
 * What we read and write of ONNX's protobuf format (onnx.proto3 of the ONNX project, IR version 8): enough for a
 * graph of nodes and constants. Whatever else a file holds is left out when it is read.
 */
const SCHEMA = `
  syntax = "proto3";
  message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated Opset opset_import = 8; }
  message Opset { string domain = 1; int64 version = 2; }
  message Graph {
    repeated Node node = 1; string name = 2; repeated Tensor initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message Node {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated Attribute attribute = 5; string domain = 7;
  }
  message Attribute {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; Tensor t = 5; Graph g = 6;
    repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9; int32 type = 20;
  }
  message Tensor {
    repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4; repeated int32 int32_data = 5;
    repeated int64 int64_data = 7; string name = 8; bytes raw_data = 9;
  }
  message ValueInfo { string name = 1; ValueType type = 2; }
  message ValueType { TensorType tensor_type = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
`;

const { root } = protobuf.parse(SCHEMA, { keepCase: true });
const ModelMessage = root.lookupType('Model');

/** Element types of tensors. */
export const ONNX_FLOAT = 1;
const ONNX_UINT8 = 2;
const ONNX_INT8 = 3;
export const ONNX_INT64 = 7;

/** 64-bit integers: numbers when we make them, objects that `Number` takes when they are read. */
type Int64 = number | { valueOf(): number };

export interface OnnxTensor {
  name: string;
  dims: Int64[];
  data_type: number;
  /** The elements, little-endian; empty where one of the following has them. */
  raw_data: Uint8Array;
  float_data?: number[];
  /** Of whole numbers of up to 32 bits. */
  int32_data?: number[];
}

export interface OnnxAttribute {
  name: string;
  /** Which of the others holds the value: 1: `f`, 2: `i`, 3: `s`, 4: `t`, 5: `g`, 7: `ints`. */
  type: number;
  f?: number;
  i?: Int64;
  s?: Uint8Array;
  t?: OnnxTensor;
  g?: OnnxGraph;
  ints?: Int64[];
}

export interface OnnxNode {
  op_type: string;
  /** Absent: an operator of ONNX itself. */
  domain?: string;
  input: string[];
  output: string[];
  attribute: OnnxAttribute[];
}

export interface OnnxValueInfo {
  name: string;
  type: {
    tensor_type: {
      elem_type: number;
      shape: { dim: ({ dim_value: number } | { dim_param: string })[] };
    };
  };
}

export interface OnnxGraph {
  name: string;
  node: OnnxNode[];
  initializer: OnnxTensor[];
  input: OnnxValueInfo[];
  output: OnnxValueInfo[];
}

export interface OnnxModel {
  ir_version: Int64;
  opset_import: { domain?: string; version: Int64 }[];
  graph: OnnxGraph | null;
}

/** Throws `ModelError` `model_corrupt` when the bytes are no protobuf message. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  try {
    return ModelMessage.decode(bytes) as unknown as OnnxModel;
  } catch (cause) {
    throw new ModelError('model_corrupt', 'The published network is no ONNX file.', { cause });
  }
}

/** The same model gives the same bytes. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  return ModelMessage.encode(model).finish();
}

/** The elements of a tensor of floats, copied: those of a file may lie at any address. */
export function floatsOf({ raw_data, float_data }: OnnxTensor): Float32Array<ArrayBuffer> {
  return float_data?.length
    ? Float32Array.from(float_data)
    : new Float32Array(Uint8Array.from(raw_data).buffer);
}

/** The elements of a tensor of bytes. */
export function bytesOf({ raw_data, int32_data }: OnnxTensor): Uint8Array {
  return int32_data?.length ? Uint8Array.from(int32_data) : raw_data;
}

type ConstantValues = Float32Array | Uint8Array | Int8Array | BigInt64Array;

/** A constant of a graph; its element type follows from the array's. */
export function constant(name: string, dims: number[], values: ConstantValues): OnnxTensor {
  const raw_data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dims, data_type: elementType(values), raw_data };
}

function elementType(values: ConstantValues): number {
  if (values instanceof Float32Array) return ONNX_FLOAT;
  if (values instanceof Int8Array) return ONNX_INT8;
  return values instanceof Uint8Array ? ONNX_UINT8 : ONNX_INT64;
}
