import type { Transcript } from '../job.js';
import { printableText } from './printable-text.js';

/** As Whisper writes it: one line a segment, times in whole milliseconds, no tab or newline inside of the text. */
export function toTabSeparated(transcript: Transcript): string {
  const rows = transcript.segments
    .map(({ start, end, text }) => ({ startMs: toMs(start), endMs: toMs(end), text: printableText(text) }))
    .filter(({ text }) => text !== '')
    .map(({ startMs, endMs, text }) => `${startMs}\t${endMs}\t${text}\n`);
  return ['start\tend\ttext\n', ...rows].join('');
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
