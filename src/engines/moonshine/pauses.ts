import { SAMPLE_RATE } from '../../transcription/domain/segment.js';

export interface Pause {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Loudness is measured over so much. */
const WINDOW_SECONDS = 0.01;
const WINDOW = WINDOW_SECONDS * SAMPLE_RATE;

/** What is quieter than this part of the way from the quietest to the loudest is a pause. */
const QUIET = 0.3;
const QUIETEST = 0.05;
const LOUDEST = 0.95;
/** Where loudness differs by less, in dB, nothing tells speech from pauses. */
const MIN_RANGE_DB = 12;
/** A stop, such as the p of "upper", is silent for 50 to 80 ms. Not at the start and the end of the recording. */
const MIN_SECONDS = 0.08;

/** Where nobody speaks in a segment, by its loudness, in order. */
export function findPauses(samples: Float32Array): Pause[] {
  const levels = smoothed(levelsOf(samples));
  const sorted = levels.toSorted();
  const quietest = sorted[Math.floor(QUIETEST * (sorted.length - 1))] ?? 0;
  const loudest = sorted[Math.floor(LOUDEST * (sorted.length - 1))] ?? 0;
  if (loudest - quietest < MIN_RANGE_DB) return [];
  const threshold = quietest + QUIET * (loudest - quietest);
  const pauses: Pause[] = [];
  for (let from = 0, to: number; from < levels.length; from = to + 1) {
    to = from;
    while (to < levels.length && (levels[to] as number) < threshold) to++;
    const atEdge = from === 0 || to === levels.length;
    if (to === from || ((to - from) * WINDOW_SECONDS < MIN_SECONDS && !atEdge)) continue;
    const endSeconds = to === levels.length ? samples.length / SAMPLE_RATE : to * WINDOW_SECONDS;
    pauses.push({ startSeconds: from * WINDOW_SECONDS, endSeconds });
  }
  return pauses;
}

/** In dB. */
function levelsOf(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / WINDOW) }, (_, window) => {
    let energy = 0;
    for (let at = window * WINDOW; at < (window + 1) * WINDOW; at++) energy += (samples[at] as number) ** 2;
    return 10 * Math.log10(energy / WINDOW + 1e-10);
  });
}

/** Over three windows. */
function smoothed(levels: Float32Array): Float32Array {
  const at = (index: number): number => levels[Math.min(Math.max(index, 0), levels.length - 1)] as number;
  return levels.map((level, index) => (at(index - 1) + level + at(index + 1)) / 3);
}
