import type { Hypothesis, Phrase, TimedWords, Word } from '../../transcription/domain/segment.js';
import { languageCode } from './language-code.js';

/** Whisper's own rule for a stretch without speech (`transcribe.py`): likely silent, and unlikely as text. */
const NO_SPEECH_PROBABILITY = 0.6;
const NO_SPEECH_LOG_PROBABILITY = -1;

interface RawSegment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isSpeech: boolean;
}

/**
 * What a provider heard in a part of `seconds`, from its `json` or `verbose_json`. Null when the answer is no
 * transcription at all. Times that are missing, or make no sense, cost the times and not the text.
 */
export function toHypothesis(answer: unknown, seconds: number): Hypothesis | null {
  if (!isRecord(answer) || typeof answer['text'] !== 'string') return null;
  const language = languageCode(answer['language']);
  const words = wordsOf(answer['words'], seconds);
  const segments = segmentsOf(answer['segments'], seconds, answer['text']);
  const spoken = segments.filter(({ isSpeech }) => isSpeech);
  const phrases = phrasesOf(segments, words);
  return {
    text: spoken.length === segments.length ? answer['text'].trim() : joined(spoken),
    ...(language !== undefined && { language }),
    ...(phrases.length > 0 && { phrases }),
    ...(segments.length === 0 && timed(words, answer['text'])),
  };
}

/** Each word goes to the sentence in which its middle lies, or to the last one before it. */
function phrasesOf(segments: readonly RawSegment[], words: readonly Word[]): Phrase[] {
  const ofSegment = segments.map((): Word[] => []);
  for (const word of words) {
    const middle = (word.startSeconds + word.endSeconds) / 2;
    const index = segments.findIndex(({ end }) => middle < end);
    ofSegment.at(index)?.push(word);
  }
  return segments.flatMap(({ start, end, text, isSpeech }, index) => {
    if (!isSpeech || text.trim() === '') return [];
    return [{ start, end, text: text.trim(), ...timed(ofSegment[index] ?? [], text) }];
  });
}

/** As the text has them, with its punctuation, where they are the words of the text. */
function timed(words: readonly Word[], text: string): TimedWords {
  if (words.length === 0) return {};
  const written = text.trim().split(/\s+/);
  const isOfTheText =
    written.length === words.length &&
    words.every((word, index) => lettersOf(word.text) === lettersOf(written[index] ?? ''));
  return {
    words: isOfTheText ? words.map((word, index) => ({ ...word, text: written[index] ?? '' })) : words,
    wordTimes: 'measured',
  };
}

/** Empty unless every segment has times, and together they have all of the text. */
function segmentsOf(value: unknown, seconds: number, text: string): RawSegment[] {
  if (!Array.isArray(value)) return [];
  const segments = value.map((raw: unknown): RawSegment | null => {
    const times = timesOf(raw, seconds);
    if (!times || !isRecord(raw) || typeof raw['text'] !== 'string') return null;
    // Whisper pads what it hears: what it finds behind the end was never said.
    return { ...times, text: raw['text'], isSpeech: times.start < seconds && !isSilence(raw) };
  });
  const whole = segments.filter((segment) => segment !== null);
  const isWhole = whole.length === segments.length && lettersOf(joined(whole)) === lettersOf(text);
  return isWhole ? whole : [];
}

function isSilence({
  no_speech_prob: noSpeech,
  avg_logprob: logProbability,
}: Record<string, unknown>): boolean {
  return (
    Number(noSpeech) > NO_SPEECH_PROBABILITY &&
    Number(logProbability ?? Number.NaN) < NO_SPEECH_LOG_PROBABILITY
  );
}

/** Empty unless every word has its times. */
function wordsOf(value: unknown, seconds: number): Word[] {
  if (!Array.isArray(value)) return [];
  const words = value.map((raw: unknown): Word | null => {
    const times = timesOf(raw, seconds);
    return times && isRecord(raw) && typeof raw['word'] === 'string'
      ? { text: raw['word'].trim(), startSeconds: times.start, endSeconds: times.end }
      : null;
  });
  return words.every((word) => word !== null) ? words : [];
}

/** Within the part. */
function timesOf(raw: unknown, seconds: number): { start: number; end: number } | null {
  if (!isRecord(raw)) return null;
  const { start, end } = raw;
  if (!isTime(start) || !isTime(end)) return null;
  const within = (time: number) => Math.max(0, Math.min(time, seconds));
  return { start: within(start), end: Math.max(within(start), within(end)) };
}

/** Whisper's texts begin with a space where one belongs. */
function joined(segments: readonly RawSegment[]): string {
  const separator = segments.some(({ text }) => text.startsWith(' ')) ? '' : ' ';
  return segments
    .map(({ text }) => text)
    .join(separator)
    .trim();
}

/** What of a text is said, without case. */
function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '').toLowerCase();
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
