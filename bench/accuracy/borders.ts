import { englishWords } from './english-words.js';
import { alignWords, type Step } from './word-errors.js';

export interface BorderWord {
  readonly kind: 'doubled' | 'dropped';
  readonly words: string;
  /** What was written on both sides of the border. */
  readonly around: string;
}

/** The most words that segments could both have. */
const MAX_DOUBLED_WORDS = 4;
const SHOWN_WORDS = 5;

/**
 * Words that the cut between two segments doubled or swallowed. Doubled: the next segment begins with the words with which
 * the one before it ended, and the reference has them once. Dropped: words of the reference lie between the last word of
 * the one and the first of the next.
 */
export function wordsAtBorders(reference: string, segmentTexts: readonly string[]): BorderWord[] {
  const expected = englishWords(reference);
  const segments = segmentTexts.map(englishWords);
  const heard = segments.flat();
  const steps = alignWords(expected, heard);
  const found: BorderWord[] = [];
  for (const at of bordersOf(segments)) {
    const before = heard.slice(Math.max(0, at - SHOWN_WORDS), at).join(' ');
    const around = `${before} | ${heard.slice(at, at + SHOWN_WORDS).join(' ')}`;
    const doubled = doubledWords(heard, at, steps);
    if (doubled > 0) {
      found.push({ kind: 'doubled', words: heard.slice(at, at + doubled).join(' '), around });
    }
    const dropped = deletionsAt(steps, at).map(({ reference: word }) => expected[word ?? -1]);
    if (dropped.length > 0) found.push({ kind: 'dropped', words: dropped.join(' '), around });
  }
  return found;
}

/** Places of the words that begin a segment, but the first one. Segments without words have no borders. */
function bordersOf(segments: readonly (readonly string[])[]): number[] {
  const starts: number[] = [];
  let words = 0;
  for (const segment of segments) {
    if (segment.length > 0 && words > 0) starts.push(words);
    words += segment.length;
  }
  return starts;
}

/** How many words before the border stand behind it once more. */
function doubledWords(heard: readonly string[], at: number, steps: readonly Step[]): number {
  for (let count = MAX_DOUBLED_WORDS; count > 0; count -= 1) {
    const isRepeated =
      at >= count && heard.slice(at - count, at).join(' ') === heard.slice(at, at + count).join(' ');
    const isInserted = steps.some(
      ({ kind, hypothesis }) =>
        kind === 'insertion' && hypothesis !== null && hypothesis >= at - count && hypothesis < at + count,
    );
    if (isRepeated && isInserted) return count;
  }
  return 0;
}

function deletionsAt(steps: readonly Step[], at: number): Step[] {
  const last = steps.findIndex(({ hypothesis }) => hypothesis === at - 1);
  const next = steps.findIndex(({ hypothesis }) => hypothesis === at);
  return steps.slice(last + 1, next);
}
