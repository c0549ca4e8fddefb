import type { Model } from '../model.js';
import { sherpaOnnxArchive } from './sherpa-onnx-archive.js';

export const MOONSHINE_TINY_EN: Model = {
  id: 'moonshine-tiny-en',
  kind: 'recogniser',
  languages: ['en'],
  findsLanguage: false,
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
          to: 'encoder.onnx',
          sizeBytes: 9_587_729,
          sha256: '830f6b5ccb101ee4d0245900da76600f645baab4e783ab1739fe0293e104767d',
          derive: 'moonshine_encoder',
        },
        {
          from: 'package/dist/model/tiny/quantized/decoder_model_merged.onnx',
          to: 'cross_attention.onnx',
          sizeBytes: 1_013_174,
          sha256: 'bde174dc9e88c2c1e79a3b2630e20a2a455c86a5e9e290ae28e0ce6ab6083977',
          derive: 'moonshine_cross_attention',
        },
        {
          from: 'package/dist/model/tiny/quantized/decoder_model_merged.onnx',
          to: 'decoder.onnx',
          sizeBytes: 28_196_946,
          sha256: 'acbdb574a5b37aafc1c1b936898b6c987f4b174a33af06b7418f696c01da8c29',
          derive: 'moonshine_decoder',
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
    engine: 'moonshine',
    encoder: 'encoder.onnx',
    crossAttention: 'cross_attention.onnx',
    decoder: 'decoder.onnx',
    tokens: 'tokens.txt',
    // Longer ones lose punctuation and decode slower: ADR 9.
    maxSegmentSeconds: 18,
  },
};

export const MOONSHINE_BASE_EN: Model = {
  id: 'moonshine-base-en',
  kind: 'recogniser',
  languages: ['en'],
  findsLanguage: false,
  licence: 'MIT',
  sources: [
    sherpaOnnxArchive({
      name: 'sherpa-onnx-moonshine-base-en-int8',
      sha256: '21870cecaa2e44e4e2bf63e02d1072bed183ccd10284871353bd9d24dad14e5e',
      sizeBytes: 250_807_309,
      unpackedBytes: 286_929_760,
      files: [
        'preprocess.onnx',
        'encode.int8.onnx',
        'uncached_decode.int8.onnx',
        'cached_decode.int8.onnx',
        'tokens.txt',
      ],
    }),
  ],
  settings: {
    engine: 'sherpa-onnx',
    family: 'moonshine_split',
    preprocessor: 'preprocess.onnx',
    encoder: 'encode.int8.onnx',
    uncachedDecoder: 'uncached_decode.int8.onnx',
    cachedDecoder: 'cached_decode.int8.onnx',
    tokens: 'tokens.txt',
    // As measured with the tiny model.
    maxSegmentSeconds: 18,
  },
};
