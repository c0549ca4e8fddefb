import type { Correction, Transcript } from '../job.js';
import type { TranscribedSegment, Word, WordTimes } from '../segment.js';
import { speakerOf } from '../speaker.js';
import { wordSeparator } from '../text.js';
import { thousandths } from '../thousandths.js';
import { printableText } from './printable-text.js';

export interface TranscriptJson {
  text: string;
  language: string;
  duration_seconds: number;
  processing_seconds: number;
  real_time_factor: number | null;
  model: string;
  word_times: WordTimes | null;
  segments: TranscriptJsonSegment[];
  /** Only of a job with a lexicon. */
  corrections?: Correction[];
}

/** As OpenAI has it. */
export interface TranscriptJsonWord {
  word: string;
  start: number;
  end: number;
}

export interface TranscriptJsonSegment {
  index: number;
  start: number;
  end: number;
  text: string;
  channel: number;
  speaker: string | null;
  language?: string;
  words?: TranscriptJsonWord[];
}

/** The `result` of a finished job (DESIGN §4). It holds OpenAI's `json` format, `{ text }`. Times in seconds. */
export function toTranscriptJson(transcript: Transcript): TranscriptJson {
  return {
    text: printableText(transcript.text),
    language: transcript.language,
    duration_seconds: transcript.durationSeconds,
    processing_seconds: thousandths(transcript.processingSeconds),
    /** Processing time by duration: below 1 is faster than real time. Null for an empty recording. */
    real_time_factor:
      transcript.durationSeconds > 0
        ? thousandths(transcript.processingSeconds / transcript.durationSeconds)
        : null,
    model: transcript.model,
    word_times: transcript.wordTimes,
    segments: transcript.segments.map(({ index, start, end, text, channel, language, words }) => ({
      index,
      start,
      end,
      text: printableText(text),
      channel,
      speaker: speakerOf(transcript, channel),
      ...(language !== undefined && { language }),
      ...(words && { words: words.map(toJsonWord) }),
    })),
    ...(transcript.corrections && { corrections: transcript.corrections.map(printableCorrection) }),
  };
}

function printableCorrection({ from, to, segment, score }: Correction): Correction {
  return { from: printableText(from), to: printableText(to), segment, score };
}

/**
 * OpenAI's `verbose_json`.
 *
 * Of Whisper's per-segment numbers it gives those that are true here: `seek`, the start of the decoding window in
 * frames of 10 ms (each segment is its own window); `temperature` 0, since decoding is greedy; no `tokens`, since
 * engines do not show them. `avg_logprob`, `compression_ratio` and `no_speech_prob` are what clients drop segments
 * by. We do not have them, and a made-up number would be acted upon: they are absent, which the official SDKs
 * accept. `words` are there only when the engine timed them; `word_times`, which OpenAI has not, tells how.
 */
export function toVerboseJson(transcript: Transcript) {
  const words = transcript.segments.flatMap((segment) => segment.words ?? []).map(toJsonWord);
  const separator = wordSeparator(transcript.language);
  return {
    task: 'transcribe',
    language: languageName(transcript.language),
    duration: transcript.durationSeconds,
    text: printableText(transcript.text),
    segments: transcript.segments.map((segment, id) => ({
      id,
      seek: Math.round(segment.start * 100),
      start: segment.start,
      end: segment.end,
      /** With a space before it, as Whisper has it: the segments joined are the text. */
      text: separator + printableText(segment.text),
      tokens: [],
      temperature: 0,
      ...speakerFields(transcript, segment),
    })),
    ...(words.length > 0 && { words }),
    word_times: transcript.wordTimes,
    usage: { type: 'duration', seconds: Math.ceil(transcript.durationSeconds) },
  };
}

/** Whisper knows none: they are there when the channels were transcribed separately. */
function speakerFields(transcript: Transcript, { channel }: TranscribedSegment) {
  const speaker = speakerOf(transcript, channel);
  return speaker === null ? {} : { channel, speaker };
}

function toJsonWord({ text, startSeconds, endSeconds }: Word): TranscriptJsonWord {
  return { word: printableText(text), start: startSeconds, end: endSeconds };
}

/** `en` → `english`; a code that nobody knows stays as it is. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code)?.toLowerCase() ?? code;
  } catch {
    return code;
  }
}
