import type { Model } from '../model.js';
import { WHISPER_SEGMENT_SECONDS } from './segment-limits.js';
import { sherpaOnnxArchive } from './sherpa-onnx-archive.js';
import { WHISPER_LANGUAGES } from './whisper-languages.js';

interface WhisperArchive {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
}

/** By the name that OpenAI gave them. */
const ARCHIVES: Readonly<Record<string, WhisperArchive>> = {
  'tiny.en': {
    sha256: '2bd6cf965c8bb3e068ef9fa2191387ee63a9dfa2a4e37582a8109641c20005dd',
    sizeBytes: 118_071_777,
    unpackedBytes: 103_627_191,
  },
  tiny: {
    sha256: 'c46116994e539aa165266d96b325252728429c12535eb9d8b6a2b10f129e66b1',
    sizeBytes: 116_204_861,
    unpackedBytes: 103_609_903,
  },
  'base.en': {
    sha256: '475bc7052ce299c007f6d5d5407ba8601f819a2867f6eecee510ed17df581542',
    sizeBytes: 208_576_005,
    unpackedBytes: 160_626_066,
  },
  base: {
    sha256: '911b2083efd7c0dca2ac3b358b75222660dc09fb716d64fbfc417ba6c99ff3de',
    sizeBytes: 207_557_382,
    unpackedBytes: 160_609_290,
  },
  'small.en': {
    sha256: '0cdba2b8aaab69e04847f3427cc9709574112e67913a1a84b7fec3a8729faa9a',
    sizeBytes: 635_693_775,
    unpackedBytes: 375_501_079,
  },
  small: {
    sha256: '486a46afbb7ba798507190ffe02fea2dd726049af212e774537efac6afb210a6',
    sizeBytes: 639_387_718,
    unpackedBytes: 375_485_327,
  },
};

/** OpenAI's Whisper, quantised: each size for English alone (`.en`), and for many languages. */
export const WHISPER_MODELS: readonly Model[] = Object.entries(ARCHIVES).map(([size, archive]) => {
  const english = size.endsWith('.en');
  const [encoder, decoder, tokens] = [
    `${size}-encoder.int8.onnx`,
    `${size}-decoder.int8.onnx`,
    `${size}-tokens.txt`,
  ] as const;
  return {
    id: `whisper-${size}`,
    kind: 'recogniser',
    languages: english ? ['en'] : WHISPER_LANGUAGES,
    findsLanguage: !english,
    licence: 'MIT',
    sources: [
      sherpaOnnxArchive({
        name: `sherpa-onnx-whisper-${size}`,
        ...archive,
        files: [encoder, decoder, tokens],
      }),
    ],
    settings: {
      engine: 'sherpa-onnx',
      family: 'whisper',
      encoder,
      decoder,
      tokens,
      maxSegmentSeconds: WHISPER_SEGMENT_SECONDS,
    },
  };
});
