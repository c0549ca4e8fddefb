import type { CaptionCue } from './caption-cues.js';

/**
 * WebVTT (W3C). `&`, `<` and `>` are escaped, with them every `-->`, which would end a cue. The speaker is a voice span.
 */
export function toWebVtt(cues: readonly CaptionCue[]): string {
  const blocks = cues.map(
    (cue) =>
      `${timestamp(cue.startMs, '.')} --> ${timestamp(cue.endMs, '.')}\n${voiced(cue, escapeVtt(cue.lines.join('\n')))}\n`,
  );
  return ['WEBVTT\n', ...blocks].join('\n');
}

function voiced({ speaker }: CaptionCue, text: string): string {
  return speaker === null ? text : `<v ${escapeVtt(speaker)}>${text}</v>`;
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * SubRip. It has no standard and no escapes: `-->`, which would break the file, becomes `->`, as in Whisper's own
 * writer; everything else stays as it was said. The speaker's name stands before the text, as {@link subRipLabel}.
 */
export function toSubRip(cues: readonly CaptionCue[]): string {
  return cues
    .map((cue, index) => {
      const label = cue.speaker === null ? '' : subRipLabel(cue.speaker);
      const text = (label + cue.lines.join('\n')).replaceAll('-->', '->');
      return `${index + 1}\n${timestamp(cue.startMs, ',')} --> ${timestamp(cue.endMs, ',')}\n${text}\n`;
    })
    .join('\n');
}

export function subRipLabel(speaker: string): string {
  return `${speaker}: `;
}

/** `HH:MM:SS` and milliseconds; hours grow past two digits. */
function timestamp(ms: number, decimalMark: '.' | ','): string {
  const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) => pad(part, 2)).join(':');
  return `${clock}${decimalMark}${pad(ms % 1000, 3)}`;
}
