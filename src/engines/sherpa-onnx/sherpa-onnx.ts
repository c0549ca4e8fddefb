import { createRequire } from 'node:module';
import type { EngineSettings } from '../../models/model.js';
import { join } from 'node:path';

/**
 * The part of `sherpa-onnx-node` that we use. The package ships no types. It is loaded by `require` on demand:
 * only a recogniser process may load the native engine.
 */
export interface SherpaOnnx {
  readonly OfflineRecognizer: new (config: OfflineRecognizerConfig) => OfflineRecognizer;
}

export interface OfflineRecognizer {
  createStream(): OfflineStream;
  /** Blocks until the stream is decoded. */
  decode(stream: OfflineStream): void;
  getResult(stream: OfflineStream): { readonly text: string };
}

export interface OfflineStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

/** Plain data: it goes to the recogniser process as a message. */
export interface OfflineRecognizerConfig {
  readonly modelConfig: {
    readonly moonshine: { readonly encoder: string; readonly mergedDecoder: string };
    readonly tokens: string;
    readonly numThreads: number;
    readonly provider: 'cpu';
    readonly debug: 0 | 1;
  };
}

export function loadSherpaOnnx(): SherpaOnnx {
  return createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnx;
}

export type SherpaOnnxSettings = Extract<EngineSettings, { engine: 'sherpa-onnx' }>;

/** One thread: a second one in the same process gave nothing (22.4 against 22.6 × real time). */
export function recognizerConfig(settings: SherpaOnnxSettings, modelDir: string): OfflineRecognizerConfig {
  return {
    modelConfig: {
      moonshine: {
        encoder: join(modelDir, settings.encoder),
        mergedDecoder: join(modelDir, settings.mergedDecoder),
      },
      tokens: join(modelDir, settings.tokens),
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
  };
}
