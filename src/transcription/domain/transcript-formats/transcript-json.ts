import { type Transcript, UNDETERMINED_LANGUAGE } from '../job.js';
import { printableText } from './printable-text.js';

export interface TranscriptJson {
  text: string;
  language: string | null;
  duration_seconds: number;
  processing_seconds: number;
  real_time_factor: number | null;
  model: string;
  segments: TranscriptJsonSegment[];
}

export interface TranscriptJsonSegment {
  index: number;
  start: number;
  end: number;
  text: string;
  channel: number;
  words?: { word: string; start: number; end: number }[];
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
    segments: transcript.segments.map(({ index, start, end, text, channel, words }) => ({
      index,
      start,
      end,
      text: printableText(text),
      channel,
      ...(words && { words: [...words] }),
    })),
  };
}

/**
 * OpenAI's `verbose_json`.
 *
 * Of Whisper's per-segment numbers it gives those that are true here: `seek`, the start of the decoding window in
 * frames of 10 ms (each segment is its own window); `temperature` 0, since decoding is greedy; no `tokens`, since
 * engines do not show them. `avg_logprob`, `compression_ratio` and `no_speech_prob` are what clients drop segments
 * by. We do not have them, and a made-up number would be acted upon: they are absent, which the official SDKs
 * accept. `words` are there only when the engine timed them.
 */
export function toVerboseJson(transcript: Transcript) {
  const words = transcript.segments.flatMap((segment) => segment.words ?? []);
  const language = transcript.language ?? UNDETERMINED_LANGUAGE;
  const separator = WRITTEN_WITHOUT_SPACES.has(language) ? '' : ' ';
  return {
    task: 'transcribe',
    language: languageName(language),
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
    })),
    ...(words.length > 0 && { words }),
    usage: { type: 'duration', seconds: Math.ceil(transcript.durationSeconds) },
  };
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const WRITTEN_WITHOUT_SPACES: ReadonlySet<string> = new Set([
  'ja',
  'zh',
  'yue',
  'th',
  'lo',
  'km',
  'my',
  'bo',
]);

/** `en` → `english`; a code that nobody knows stays as it is. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code)?.toLowerCase() ?? code;
  } catch {
    return code;
  }
}
