import { type Hypothesis, SAMPLE_RATE, type SpeechSegment, type Word } from './segment.js';
import { SPEECH_MARGIN_SECONDS } from './segmentation.js';

/** A last word that takes this long for each of its letters, and so much more, has others behind it. */
const SLOW_LETTER_SECONDS = 0.08;
const SPARE_SECONDS = 0.5;
/** Digits are said as words. */
const LETTERS_OF_A_DIGIT = 4;

/** How long before the last word a tail begins: the model needs some context, and with much of it ends early again. */
const MIN_CONTEXT_SECONDS = 2;
const MAX_CONTEXT_SECONDS = 6;
const MAX_TAILS = 2;

/** A word that is heard twice begins at the same time but for this. */
const SAME_WORD_SECONDS = 0.5;

/**
 * The tails of a segment that are heard again when the engine ended before the speaker did, the likeliest first; none when
 * it did not. Moonshine sometimes writes a full stop and ends although more is said. Its word times give all of the sound
 * to the words that there are, so the last one then takes longer than anybody needs for it. A tail begins between two
 * words, rather in a long pause.
 */
export function tailsToHear(segment: SpeechSegment, { words, wordTimes }: Hypothesis): SpeechSegment[] {
  const last = words?.at(-1);
  if (!words || !last || wordTimes !== 'estimated' || !takesTooLong(last, segment)) return [];
  return gapsBetween(words)
    .filter(({ endSeconds }) => {
      const contextSeconds = last.startSeconds - endSeconds;
      return contextSeconds >= MIN_CONTEXT_SECONDS && contextSeconds <= MAX_CONTEXT_SECONDS;
    })
    .toSorted((a, b) => lengthOf(b) - lengthOf(a) || b.endSeconds - a.endSeconds)
    .slice(0, MAX_TAILS)
    .map(({ startSeconds, endSeconds }) => tailFrom(segment, (startSeconds + endSeconds) / 2));
}

/**
 * What was heard in a segment, and what a tail of it has after the last word. Alternatives stay those of the first hearing: the
 * words before the last one stand where they did, and what is added has none. Null: the tail has nothing more, or does not
 * have that word.
 */
export function withEnd(
  { segment, heard }: { readonly segment: SpeechSegment; readonly heard: Hypothesis },
  { tail, tailHeard }: { readonly tail: SpeechSegment; readonly tailHeard: Hypothesis },
): Hypothesis | null {
  const before = heard.words?.slice(0, -1) ?? [];
  const last = heard.words?.at(-1);
  const again = later(tailHeard.words ?? [], tail.startSeconds - segment.startSeconds);
  const at = again.findLastIndex((word) => last && isSameWord(word, last));
  if (at === -1 || at === again.length - 1) return null;
  const words = [...before, ...again.slice(at)];
  return { ...heard, words, text: words.map(({ text }) => text).join(' ') };
}

function takesTooLong({ text, startSeconds, endSeconds }: Word, segment: SpeechSegment): boolean {
  const speechEndSeconds = segment.speechEndSeconds - SPEECH_MARGIN_SECONDS - segment.startSeconds;
  const seconds = Math.min(endSeconds, speechEndSeconds) - startSeconds;
  return seconds > SPARE_SECONDS + SLOW_LETTER_SECONDS * lettersOf(text);
}

function lettersOf(text: string): number {
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  return (text.match(/\p{L}/gu)?.length ?? 0) + LETTERS_OF_A_DIGIT * digits;
}

interface Gap {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

function gapsBetween(words: readonly Word[]): Gap[] {
  return words.slice(1).map(({ startSeconds }, index) => ({
    startSeconds: words[index]?.endSeconds ?? startSeconds,
    endSeconds: startSeconds,
  }));
}

function lengthOf({ startSeconds, endSeconds }: Gap): number {
  return endSeconds - startSeconds;
}

function tailFrom(segment: SpeechSegment, seconds: number): SpeechSegment {
  const from = Math.round(seconds * SAMPLE_RATE);
  const startSeconds = segment.startSeconds + from / SAMPLE_RATE;
  return {
    ...segment,
    startSeconds,
    speechStartSeconds: startSeconds,
    samples: segment.samples.slice(from),
  };
}

function later(words: readonly Word[], seconds: number): Word[] {
  return words.map(({ text, startSeconds, endSeconds }) => ({
    text,
    startSeconds: startSeconds + seconds,
    endSeconds: endSeconds + seconds,
  }));
}

function isSameWord(one: Word, other: Word): boolean {
  return (
    spelled(one) === spelled(other) && Math.abs(one.startSeconds - other.startSeconds) <= SAME_WORD_SECONDS
  );
}

function spelled({ text }: Word): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
