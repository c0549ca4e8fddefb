/** Two frames of a film: without them nobody sees that the text has changed (Netflix asks for as much). */
export const MIN_GAP_MS = 80;

/** A gap that is shorter only flickers: the cue before it stays until the next one. */
const FLICKER_MS = 500;

/** What a grown-up reads in a second, in characters; a cue stays so long if there is time. */
const READ_PER_SECOND = 20;

/** How much earlier than it is said a text may be shown, for a cue that would be too short otherwise. */
const MAX_EARLY_MS = 500;

interface Timed {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

export interface CueLimits {
  readonly minMs: number;
  readonly maxMs: number;
  /** Of the recording: no cue stays longer, but for one that would not reach `minMs`. */
  readonly endMs: number;
}

/**
 * Gives cues, which come in order of when they are spoken, times at which they can be read: each stays for `minMs` to
 * `maxMs`, as long as it takes to read where there is time, and there are {@link MIN_GAP_MS} between it and the next one.
 * Where people speak faster than that, or at once, a cue comes a little early, else late. Whole milliseconds.
 */
export function scheduleCues<C extends Timed>(
  cues: readonly C[],
  { minMs, maxMs, endMs: recordingEndMs }: CueLimits,
): C[] {
  let freeFromMs = 0;
  return cues.map((cue, index) => {
    const next = cues[index + 1];
    const latestEndMs = next ? Math.floor(next.startMs) - MIN_GAP_MS : Math.max(recordingEndMs, cue.endMs);
    const early = Math.max(cue.startMs - MAX_EARLY_MS, Math.min(cue.startMs, latestEndMs - minMs));
    const startMs = Math.max(freeFromMs, Math.round(early));
    const readMs = (cue.lines.join(' ').length / READ_PER_SECOND) * 1000;
    let endMs = Math.max(cue.endMs, startMs + Math.max(minMs, readMs));
    if (latestEndMs - endMs < FLICKER_MS) endMs = latestEndMs;
    endMs = Math.round(Math.min(startMs + maxMs, Math.max(startMs + minMs, endMs)));
    freeFromMs = endMs + MIN_GAP_MS;
    return { ...cue, startMs, endMs };
  });
}
