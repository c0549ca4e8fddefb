import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { SAMPLE_RATE } from '../raw-engine/read-pcm.js';

/** Before the first piece and after the last one. */
const EDGE_SECONDS = 0.5;
/** A pause is as quiet as a room, 60 dB below full scale, not dead. */
const ROOM_PEAK = 0.0017;
const SEED = 1;

export interface JoinedSpeech {
  readonly samples: Float32Array;
  /** Where each piece lies. */
  readonly places: readonly { readonly startSeconds: number; readonly endSeconds: number }[];
}

/** One after the other, with these pauses between them in turn. */
export function joinSpeech(pieces: readonly Float32Array[], pausesSeconds: readonly number[]): JoinedSpeech {
  const starts: number[] = [];
  let length = EDGE_SECONDS * SAMPLE_RATE;
  for (const [index, piece] of pieces.entries()) {
    starts.push(length);
    const isLast = index === pieces.length - 1;
    const pause = isLast ? EDGE_SECONDS : (pausesSeconds[index % pausesSeconds.length] ?? 0);
    length += piece.length + Math.round(pause * SAMPLE_RATE);
  }
  const samples = roomNoise(length);
  for (const [index, piece] of pieces.entries()) samples.set(piece, starts[index]);
  const places = pieces.map((piece, index) => ({
    startSeconds: (starts[index] ?? NaN) / SAMPLE_RATE,
    endSeconds: ((starts[index] ?? NaN) + piece.length) / SAMPLE_RATE,
  }));
  return { samples, places };
}

/** The same in every run. */
function roomNoise(length: number): Float32Array {
  const generator = xoroshiro128plus(SEED);
  return Float32Array.from({ length }, () => (2 * uniformFloat64(generator) - 1) * ROOM_PEAK);
}
