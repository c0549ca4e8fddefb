import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { EngineSettings, SherpaOnnxFiles } from '../../models/model.js';

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
  getResult(stream: OfflineStream): OfflineResult;
  /** For the language alone. Whisper and Canary read it before each stream; SenseVoice loses its features by it. */
  setConfig(config: OfflineRecognizerConfig): void;
}

export interface OfflineStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

/** Lists are empty where a model does not tell. */
export interface OfflineResult {
  readonly text: string;
  /** Whisper: `en`. SenseVoice: `<|en|>`. Others: empty. */
  readonly lang: string;
  /** A single byte that is no character stands as `<0xE4>`. */
  readonly tokens: readonly string[];
  /** Where each token starts, in seconds. */
  readonly timestamps: readonly number[];
  /** How long each token lasts, in seconds. */
  readonly durations: readonly number[];
}

/** Plain data: it goes to the recogniser process as a message. */
export interface OfflineRecognizerConfig {
  readonly modelConfig: {
    readonly moonshine?: Readonly<Record<string, string>>;
    readonly transducer?: Readonly<Record<string, string>>;
    readonly modelType?: string;
    readonly whisper?: {
      readonly encoder: string;
      readonly decoder: string;
      /** Empty: the model finds it out. */
      readonly language: string;
      readonly task: 'transcribe';
      /** Times of tokens, from models that were exported with their attention. Others give none. */
      readonly enableTokenTimestamps: 0 | 1;
    };
    readonly senseVoice?: {
      readonly model: string;
      readonly language: string;
      readonly useInverseTextNormalization: 0 | 1;
    };
    readonly canary?: {
      readonly encoder: string;
      readonly decoder: string;
      readonly srcLang: string;
      /** Another one than `srcLang` means a translation. */
      readonly tgtLang: string;
      readonly usePnc: 0 | 1;
    };
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
      ...filesConfig(settings, (file) => join(modelDir, file)),
      tokens: join(modelDir, settings.tokens),
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
  };
}

/** The same recogniser, told which language follows; null: it finds it out. The same object where nothing is told. */
export function withLanguage(
  config: OfflineRecognizerConfig,
  language: string | null,
): OfflineRecognizerConfig {
  const { whisper, canary } = config.modelConfig;
  if (whisper) {
    const told = { ...whisper, language: whisperCode(language ?? '') };
    return { modelConfig: { ...config.modelConfig, whisper: told } };
  }
  if (canary && language !== null) {
    const told = { ...canary, srcLang: language, tgtLang: language };
    return { modelConfig: { ...config.modelConfig, canary: told } };
  }
  return config;
}

/** As a model names a language: `en`, `<|en|>`, or nothing. */
export function languageOf({ lang }: OfflineResult): string | null {
  const code = lang.replace(/^<\|(.*)\|>$/, '$1');
  if (code === WHISPER_JAVANESE) return 'jv';
  return /^[a-z]{2,3}$/.test(code) ? code : null;
}

/** Whisper has its own code for one language. */
const WHISPER_JAVANESE = 'jw';

function whisperCode(language: string): string {
  return language === 'jv' ? WHISPER_JAVANESE : language;
}

function filesConfig(
  files: SherpaOnnxFiles,
  path: (file: string) => string,
): Partial<OfflineRecognizerConfig['modelConfig']> {
  switch (files.family) {
    case 'moonshine':
      return { moonshine: { encoder: path(files.encoder), mergedDecoder: path(files.mergedDecoder) } };
    case 'moonshine_split':
      return {
        moonshine: {
          preprocessor: path(files.preprocessor),
          encoder: path(files.encoder),
          uncachedDecoder: path(files.uncachedDecoder),
          cachedDecoder: path(files.cachedDecoder),
        },
      };
    case 'transducer':
      return {
        transducer: {
          encoder: path(files.encoder),
          decoder: path(files.decoder),
          joiner: path(files.joiner),
        },
        ...(files.modelType && { modelType: files.modelType }),
      };
    case 'whisper':
      return {
        whisper: {
          encoder: path(files.encoder),
          decoder: path(files.decoder),
          language: '',
          task: 'transcribe',
          enableTokenTimestamps: 1,
        },
      };
    case 'sense_voice':
      return { senseVoice: { model: path(files.model), language: 'auto', useInverseTextNormalization: 1 } };
    case 'canary':
      return {
        canary: {
          encoder: path(files.encoder),
          decoder: path(files.decoder),
          srcLang: 'en',
          tgtLang: 'en',
          usePnc: 1,
        },
      };
  }
}
