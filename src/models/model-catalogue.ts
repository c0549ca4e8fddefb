import type { Model } from './model.js';
import { ModelError } from './model-error.js';

export const DEFAULT_MODEL_ID = 'moonshine-tiny-en';
export const VAD_MODEL_ID = 'silero-vad';

const MOONSHINE_TINY_EN: Model = {
  id: DEFAULT_MODEL_ID,
  kind: 'recogniser',
  languages: ['en'],
  licence: 'MIT',
  sources: [
    {
      type: 'npm',
      package: '@moonshine-ai/moonshine-js',
      version: '0.1.29',
      integrity:
        'sha512-Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg==',
      sizeBytes: 21_514_347,
      files: [
        {
          from: 'package/dist/model/tiny/quantized/encoder_model.onnx',
          to: 'encoder_model.onnx',
          sizeBytes: 7_937_661,
          sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
        },
        {
          from: 'package/dist/model/tiny/quantized/decoder_model_merged.onnx',
          to: 'decoder_model_merged_integer_head.onnx',
          sizeBytes: 29_458_110,
          sha256: 'd5d942adaa83f21edcca4ebd72b7b91ee47ade51e2c31296854e9484936e82d8',
          derive: 'integer_head',
        },
      ],
    },
    {
      type: 'npm',
      package: 'llama-tokenizer-js',
      version: '1.2.2',
      integrity:
        'sha512-Wmth393dc3odWU3IzARJ3r2oIfWgw9GdJ5Gm+hGhfECNO18UHLRqEFSf511jn4E9KcQGzuuKw4Wl08pHAemLAw==',
      sizeBytes: 388_950,
      files: [
        {
          from: 'package/llama-tokenizer.js',
          to: 'tokens.txt',
          sizeBytes: 549_354,
          sha256: 'c9c3699b5683d821681c0e61df25b765c7e7a5caaebba0b50437ca0488cb0cfa',
          derive: 'moonshine_tokens',
        },
      ],
    },
  ],
  settings: {
    engine: 'sherpa-onnx',
    family: 'moonshine',
    encoder: 'encoder_model.onnx',
    mergedDecoder: 'decoder_model_merged_integer_head.onnx',
    tokens: 'tokens.txt',
    maxSegmentSeconds: 18,
  },
};

const SILERO_VAD: Model = {
  id: VAD_MODEL_ID,
  kind: 'vad',
  languages: [],
  licence: 'MIT',
  sources: [
    {
      type: 'npm',
      package: '@ricky0123/vad-web',
      version: '0.0.31',
      integrity:
        'sha512-ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==',
      sizeBytes: 5_471_324,
      files: [
        {
          from: 'package/dist/silero_vad_v5.onnx',
          to: 'silero_vad_v5_windows.onnx',
          sizeBytes: 2_183_424,
          sha256: '4cdcbe563aa85c173c97046b7a24301d4ca8448e45611d773a35b0eb5767eaa8',
          derive: 'silero_sequence',
        },
      ],
    },
  ],
  settings: { engine: 'silero-vad', model: 'silero_vad_v5_windows.onnx' },
};

/** The models that Steno knows, in the order in which they are listed. */
export class ModelCatalogue {
  constructor(readonly models: readonly Model[]) {}

  /** Throws {@link ModelError} `model_unknown`. */
  get(id: string): Model {
    const model = this.models.find((candidate) => candidate.id === id);
    if (model) return model;
    const known = this.models.map((candidate) => candidate.id).join(', ');
    throw new ModelError('model_unknown', `There is no model "${id}". Known models: ${known}.`);
  }
}

export const MODEL_CATALOGUE = new ModelCatalogue([MOONSHINE_TINY_EN, SILERO_VAD]);
