import type { Transcript } from '../job.js';
import { speakerOf } from '../speaker.js';
import { printableText } from './printable-text.js';

/**
 * As Whisper writes it: one line a segment, times in whole milliseconds, no tab or newline inside of the text. A fourth
 * column names the speaker when the channels were transcribed separately.
 */
export function toTabSeparated(transcript: Transcript): string {
  const isSeparate = transcript.channels === 'separate';
  const rows = transcript.segments
    .map(({ start, end, text, channel }) => [
      String(toMs(start)),
      String(toMs(end)),
      printableText(text),
      speakerOf(transcript, channel),
    ])
    .filter(([, , text]) => text !== '');
  const columns = ['start', 'end', 'text', ...(isSeparate ? ['speaker'] : [])];
  return [columns, ...rows].map((row) => `${row.slice(0, columns.length).join('\t')}\n`).join('');
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
