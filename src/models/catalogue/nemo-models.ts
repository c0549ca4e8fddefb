import type { Model } from '../model.js';
import { UNMEASURED_SEGMENT_SECONDS } from './segment-limits.js';
import { sherpaOnnxArchive } from './sherpa-onnx-archive.js';

const PARAKEET_FILES = ['encoder.int8.onnx', 'decoder.int8.onnx', 'joiner.int8.onnx', 'tokens.txt'];

const PARAKEET_SETTINGS: Model['settings'] = {
  engine: 'sherpa-onnx',
  family: 'transducer',
  modelType: 'nemo_transducer',
  encoder: 'encoder.int8.onnx',
  decoder: 'decoder.int8.onnx',
  joiner: 'joiner.int8.onnx',
  tokens: 'tokens.txt',
  maxSegmentSeconds: UNMEASURED_SEGMENT_SECONDS,
};

export const PARAKEET_TDT_V2: Model = {
  id: 'parakeet-tdt-0.6b-v2',
  kind: 'recogniser',
  languages: ['en'],
  findsLanguage: false,
  licence: 'CC-BY-4.0',
  sources: [
    sherpaOnnxArchive({
      name: 'sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8',
      sha256: '157c157bc51155e03e37d2466522a3a737dd9c72bb25f36eb18912964161e1ad',
      sizeBytes: 482_468_385,
      unpackedBytes: 661_190_513,
      files: PARAKEET_FILES,
    }),
  ],
  settings: PARAKEET_SETTINGS,
};

/** It finds out which language is spoken, can be told none, and does not say which one it was. */
export const PARAKEET_TDT_V3: Model = {
  id: 'parakeet-tdt-0.6b-v3',
  kind: 'recogniser',
  languages: 'en bg hr cs da nl et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk'.split(' '),
  findsLanguage: true,
  licence: 'CC-BY-4.0',
  sources: [
    sherpaOnnxArchive({
      name: 'sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8',
      sha256: '5793d0fd397c5778d2cf2126994d58e9d56b1be7c04d13c7a15bb1b4eafb16bf',
      sizeBytes: 487_170_055,
      unpackedBytes: 670_478_772,
      files: PARAKEET_FILES,
    }),
  ],
  settings: PARAKEET_SETTINGS,
};

/** It has to be told the language. */
export const CANARY_180M_FLASH: Model = {
  id: 'canary-180m-flash',
  kind: 'recogniser',
  languages: ['en', 'es', 'de', 'fr'],
  findsLanguage: false,
  licence: 'CC-BY-4.0',
  sources: [
    sherpaOnnxArchive({
      name: 'sherpa-onnx-nemo-canary-180m-flash-en-es-de-fr-int8',
      sha256: '7a38ed8b13f014ad632b09ff8d22e0c6f1359dd046af9235d281dfae841b9ab9',
      sizeBytes: 153_692_328,
      unpackedBytes: 207_170_046,
      files: ['encoder.int8.onnx', 'decoder.int8.onnx', 'tokens.txt'],
    }),
  ],
  settings: {
    engine: 'sherpa-onnx',
    family: 'canary',
    encoder: 'encoder.int8.onnx',
    decoder: 'decoder.int8.onnx',
    tokens: 'tokens.txt',
    maxSegmentSeconds: UNMEASURED_SEGMENT_SECONDS,
  },
};
