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
