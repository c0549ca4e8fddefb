import { SAMPLE_RATE, type Word } from '../../transcription/domain/segment.js';
import { thousandths } from '../../transcription/domain/thousandths.js';
import { alignInOrder } from './attention-alignment.js';
import { findPauses, type Pause } from './pauses.js';

/** A word of a text, and where its pieces are: from the first to before the last. */
export interface WordPieces {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The encoder gives a frame for each 384 samples. */
const FRAME_SECONDS = 384 / SAMPLE_RATE;
/** A piece is said one frame after the attention moves to it, in the middle. */
const ATTENTION_LEADS_SECONDS = FRAME_SECONDS;

/** A pause belongs between two words when the border of the words is no further away from it. */
const PAUSE_REACH_SECONDS = 0.25;
/** A word that a pause would cut down to less stays as it was. */
const MIN_WORD_SECONDS = 0.02;

/**
 * When the words of a segment were said, estimated from where the decoder listened while it wrote their pieces
 * (`attention`, one row for each piece and one for the end). Each frame goes to one piece, in their order, as Whisper's
 * word times are made; borders of words then move to the pauses of the recording. Half of the starts and ends within
 * synthesised sentences are within 25 ms of the true ones, nine of ten within 67 ms (ADR 15, `npm run bench:word-times`).
 */
export function timeWords(
  words: readonly WordPieces[],
  attention: readonly Float32Array[],
  samples: Float32Array,
): Word[] {
  if (words.length === 0) return [];
  const endSeconds = samples.length / SAMPLE_RATE;
  const starts = alignInOrder(attention).map((frame) => frame * FRAME_SECONDS + ATTENTION_LEADS_SECONDS);
  const secondsAt = (piece: number): number => Math.min(starts[piece] ?? endSeconds, endSeconds);
  const timed = words.map(({ text, from, to }) => ({
    text,
    startSeconds: from === 0 ? 0 : secondsAt(from),
    endSeconds: secondsAt(to),
  }));
  for (const pause of findPauses(samples)) giveWay(timed, pause, endSeconds);
  return timed.map(({ text, ...times }) => ({
    text,
    startSeconds: thousandths(times.startSeconds),
    endSeconds: thousandths(times.endSeconds),
  }));
}

interface TimedWord {
  readonly text: string;
  startSeconds: number;
  endSeconds: number;
}

/** Nobody speaks in a pause: the words before and after it end and start there. */
function giveWay(words: TimedWord[], pause: Pause, endSeconds: number): void {
  const after = wordAfter(words, pause, endSeconds);
  if (after === null) return;
  const [previous, next] = [words[after - 1], words[after]];
  const leavesPrevious = !previous || pause.startSeconds - previous.startSeconds >= MIN_WORD_SECONDS;
  const leavesNext = !next || next.endSeconds - pause.endSeconds >= MIN_WORD_SECONDS;
  if (!leavesPrevious || !leavesNext) return;
  if (previous) previous.endSeconds = pause.startSeconds;
  if (next) next.startSeconds = pause.endSeconds;
}

/** Index of the word that follows a pause, the number of words for the pause at the end. Null: it is within a word. */
function wordAfter(words: readonly TimedWord[], pause: Pause, endSeconds: number): number | null {
  if (pause.startSeconds <= 0) return 0;
  if (pause.endSeconds >= endSeconds) return words.length;
  let nearest: number | null = null;
  let nearestSeconds = PAUSE_REACH_SECONDS;
  for (const [index, { startSeconds }] of words.entries()) {
    const distance = Math.max(pause.startSeconds - startSeconds, startSeconds - pause.endSeconds, 0);
    if (index > 0 && distance < nearestSeconds) [nearest, nearestSeconds] = [index, distance];
  }
  return nearest;
}
