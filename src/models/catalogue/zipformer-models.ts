import type { Model } from '../model.js';
import { UNMEASURED_SEGMENT_SECONDS } from './segment-limits.js';
import { sherpaOnnxArchive } from './sherpa-onnx-archive.js';

const [ENCODER, DECODER, JOINER] = [
  'encoder-epoch-99-avg-1.int8.onnx',
  'decoder-epoch-99-avg-1.onnx',
  'joiner-epoch-99-avg-1.int8.onnx',
] as const;

/** Trained on LibriSpeech: capitals only, no punctuation. */
export const ZIPFORMER_EN: Model = {
  id: 'zipformer-en',
  kind: 'recogniser',
  languages: ['en'],
  findsLanguage: false,
  licence: 'Apache-2.0 (unconfirmed)',
  sources: [
    sherpaOnnxArchive({
      name: 'sherpa-onnx-zipformer-en-2023-06-26',
      // No hash of it was found that more than one source confirms.
      sha256: null,
      sizeBytes: 307_000_000,
      unpackedBytes: 72_000_000,
      files: [ENCODER, DECODER, JOINER, 'tokens.txt'],
    }),
  ],
  settings: {
    engine: 'sherpa-onnx',
    family: 'transducer',
    modelType: 'transducer',
    encoder: ENCODER,
    decoder: DECODER,
    joiner: JOINER,
    tokens: 'tokens.txt',
    maxSegmentSeconds: UNMEASURED_SEGMENT_SECONDS,
  },
};
