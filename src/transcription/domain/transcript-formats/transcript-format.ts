import type { Transcript } from '../job.js';
import { captionCues, DEFAULT_CAPTION_LAYOUT, type CaptionLayout } from './caption-cues.js';
import { toParagraphs } from './paragraphs.js';
import { subRipLabel, toSubRip, toWebVtt } from './subtitles.js';
import { toTabSeparated } from './tab-separated.js';
import { toTranscriptJson, toVerboseJson } from './transcript-json.js';

/** The formats in which a transcript is read. The names that OpenAI and Whisper have for them. */
export const TRANSCRIPT_FORMATS = ['json', 'verbose_json', 'text', 'srt', 'vtt', 'tsv'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** How `srt` and `vtt` lay out their cues; what is left out is as in {@link DEFAULT_CAPTION_LAYOUT}. */
export type CaptionOptions = { readonly [K in keyof CaptionLayout]?: CaptionLayout[K] | undefined };

export interface FormattedTranscript {
  readonly body: string;
  readonly contentType: string;
}

export function formatTranscript(
  transcript: Transcript,
  format: TranscriptFormat,
  options: CaptionOptions = {},
): FormattedTranscript {
  const { contentType, write } = WRITERS[format];
  return { body: write(transcript, layoutFrom(options)), contentType: `${contentType}; charset=utf-8` };
}

interface TranscriptWriter {
  readonly contentType: string;
  readonly write: (transcript: Transcript, layout: CaptionLayout) => string;
}

const WRITERS: Readonly<Record<TranscriptFormat, TranscriptWriter>> = {
  json: {
    contentType: 'application/json',
    write: (transcript) => JSON.stringify(toTranscriptJson(transcript)),
  },
  verbose_json: {
    contentType: 'application/json',
    write: (transcript) => JSON.stringify(toVerboseJson(transcript)),
  },
  text: { contentType: 'text/plain', write: toParagraphs },
  srt: {
    contentType: 'application/x-subrip',
    write: (transcript, layout) =>
      toSubRip(captionCues(transcript, layout, (speaker) => subRipLabel(speaker).length)),
  },
  vtt: { contentType: 'text/vtt', write: (transcript, layout) => toWebVtt(captionCues(transcript, layout)) },
  tsv: { contentType: 'text/tab-separated-values', write: toTabSeparated },
};

function layoutFrom(options: CaptionOptions): CaptionLayout {
  return {
    maxLineWidth: options.maxLineWidth ?? DEFAULT_CAPTION_LAYOUT.maxLineWidth,
    maxLineCount: options.maxLineCount ?? DEFAULT_CAPTION_LAYOUT.maxLineCount,
    maxCueSeconds: options.maxCueSeconds ?? DEFAULT_CAPTION_LAYOUT.maxCueSeconds,
  };
}
