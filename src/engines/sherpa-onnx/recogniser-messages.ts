import type { OfflineRecognizerConfig } from './sherpa-onnx.js';

/** Texts that may be what is said in a segment in place of `heard`. */
export interface Comparison {
  readonly samples: Float32Array;
  readonly heard: string;
  readonly texts: readonly string[];
}

/** What a worker tells a recogniser process. `load` comes first, once; the next request after the answer. */
export type RecogniserRequest =
  | { readonly type: 'load'; readonly config: OfflineRecognizerConfig }
  /** Mono PCM at `SAMPLE_RATE`, one array for each segment of the batch. */
  | { readonly type: 'decode'; readonly batch: readonly Float32Array[] }
  /** Of a Moonshine model only. */
  | ({ readonly type: 'compare' } & Comparison);

/** What it answers. `rssBytes` is its resident memory at that moment. */
export type RecogniserReply =
  | { readonly type: 'loaded'; readonly rssBytes: number }
  /** The texts in the order of the batch. */
  | { readonly type: 'decoded'; readonly texts: readonly string[]; readonly rssBytes: number }
  /** How much likelier than `heard` each text is, in nats, in the order of the texts. */
  | { readonly type: 'compared'; readonly gains: readonly number[]; readonly rssBytes: number }
  /** The request failed but the process is sound; it did not load if this answers `load`. */
  | { readonly type: 'failed'; readonly message: string };
