import type { Alternative, Word } from '../transcription/domain/segment.js';
import type { SoughtTerm } from '../transcription/ports/speech-engine.js';

/** A segment to decode. */
export interface Utterance {
  /** Mono PCM at `SAMPLE_RATE`. */
  readonly samples: Float32Array;
  /** The language that is spoken; null: the model finds it out. Models that cannot be told do not read it. */
  readonly language: string | null;
  /** What to listen for; default: nothing in particular. Models that cannot do not read it. */
  readonly terms?: TermList | null;
}

/**
 * A segment on its way to a recogniser process. Terms go by their id: a process that does not have them asks for them, once,
 * for ten thousand with each segment would cost more than listening for them.
 */
export interface SentUtterance extends Omit<Utterance, 'terms'> {
  readonly termsId: string | null;
}

/** Terms of a lexicon. */
export interface TermList {
  /** The same terms, said alike, with the same boosts in the same order have the same one. */
  readonly id: string;
  readonly terms: readonly SoughtTerm[];
}

/** What was heard in a segment. */
export interface Recognition {
  readonly text: string;
  /** The language that the model says it heard; null when it does not say. */
  readonly language: string | null;
  /** From the start of the segment. Null: the model gives no times. */
  readonly words: readonly Word[] | null;
  /** What the model thinks of the terms that it was to listen for. Absent: it was not to, or cannot. */
  readonly alternatives?: readonly Alternative[];
}

/** What a worker tells a recogniser process. `load` comes first, once; the next `decode` after the answer. */
export type RecogniserRequest =
  /** Plain data, which only the engine's own program understands. */
  | { readonly type: 'load'; readonly config: unknown }
  | { readonly type: 'decode'; readonly batch: readonly SentUtterance[] }
  /** What it asked for. */
  | { readonly type: 'terms'; readonly list: TermList };

/** What it answers. `rssBytes` is its resident memory at that moment. */
export type RecogniserReply =
  | { readonly type: 'loaded'; readonly rssBytes: number }
  /** Before `decoded`: terms of the batch that it does not have. */
  | { readonly type: 'wants-terms'; readonly id: string }
  /** In the order of the batch. */
  | { readonly type: 'decoded'; readonly recognised: readonly Recognition[]; readonly rssBytes: number }
  /** The request failed but the process is sound; it did not load if this answers `load`. */
  | { readonly type: 'failed'; readonly message: string };
