import { createRequire } from 'node:module';

/** The part of `sherpa-onnx-node` that the raw engine uses; the package ships no types. */
interface SherpaOnnx {
  OfflineRecognizer: new (config: object) => Recogniser;
  Vad: new (config: object, bufferSeconds: number) => VoiceActivityDetector;
}

export interface Recogniser {
  createStream(): RecogniserStream;
  decode(stream: RecogniserStream): void;
  getResult(stream: RecogniserStream): { readonly text: string };
}

export interface RecogniserStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

export interface VoiceActivityDetector {
  acceptWaveform(samples: Float32Array): void;
  isEmpty(): boolean;
  front(): { readonly samples: Float32Array };
  pop(): void;
  flush(): void;
  reset(): void;
}

export const sherpaOnnx = createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnx;
