import type { Model } from '../model.js';
import { UNMEASURED_SEGMENT_SECONDS } from './segment-limits.js';
import { sherpaOnnxArchive } from './sherpa-onnx-archive.js';

/** The edition of July 2024: the later one writes no punctuation. */
export const SENSE_VOICE: Model = {
  id: 'sense-voice',
  kind: 'recogniser',
  languages: ['zh', 'yue', 'en', 'ja', 'ko'],
  findsLanguage: true,
  licence: 'FunASR Model License 1.1',
  sources: [
    sherpaOnnxArchive({
      name: 'sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2024-07-17',
      sha256: '7d1efa2138a65b0b488df37f8b89e3d91a60676e416f515b952358d83dfd347e',
      sizeBytes: 163_002_883,
      unpackedBytes: 239_549_735,
      files: ['model.int8.onnx', 'tokens.txt'],
    }),
  ],
  settings: {
    engine: 'sherpa-onnx',
    family: 'sense_voice',
    model: 'model.int8.onnx',
    tokens: 'tokens.txt',
    maxSegmentSeconds: UNMEASURED_SEGMENT_SECONDS,
  },
};
