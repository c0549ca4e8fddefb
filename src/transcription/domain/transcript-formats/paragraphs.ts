import type { Transcript } from '../job.js';
import type { TranscribedSegment } from '../segment.js';
import { speakerOf } from '../speaker.js';
import { wordSeparator } from '../text.js';
import { endsSentence } from './phrase-breaks.js';
import { printableText } from './printable-text.js';
import { spokenPieces } from './spoken-pieces.js';

/** After a sentence, a pause of this length starts a paragraph: the speaker has turned to something else. */
const PARAGRAPH_PAUSE_MS = 1_500;
/** A paragraph of this many characters is long: any pause does. */
const LONG_PARAGRAPH = 500;
const BREATH_MS = 300;
/** A paragraph of this many ends with its sentence. */
const LONGEST_PARAGRAPH = 1_000;
/** Nobody stays in the middle of a sentence for so long. */
const SILENCE_MS = 4_000;

/** Words that are said in one go: a sentence or part of one. */
interface Passage {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly channel: number;
}

interface Paragraph {
  text: string;
  endMs: number;
  readonly channel: number;
}

/**
 * The text for reading: paragraphs with an empty line between them, each with its speaker's name before it where the
 * channels were transcribed separately. A paragraph ends when another speaker goes on, and after a sentence that is
 * followed by a pause: the longer the paragraph, the shorter the pause.
 */
export function toParagraphs(transcript: Transcript): string {
  const paragraphs: Paragraph[] = [];
  for (const passage of transcript.segments.flatMap((segment) => passagesOf(segment, transcript.language))) {
    const current = paragraphs.at(-1);
    if (current && !startsParagraph(passage, current)) {
      current.text = joined(current.text, passage.text, transcript.language);
      current.endMs = passage.endMs;
    } else {
      paragraphs.push({ ...passage });
    }
  }
  return paragraphs
    .map(({ text, channel }) => {
      const speaker = speakerOf(transcript, channel);
      return `${speaker === null ? '' : `${speaker}: `}${text}\n`;
    })
    .join('\n');
}

function startsParagraph(passage: Passage, current: Paragraph): boolean {
  if (passage.channel !== current.channel) return true;
  const pauseMs = passage.startMs - current.endMs;
  if (pauseMs >= SILENCE_MS) return true;
  if (!endsSentence(current.text)) return false;
  if (pauseMs >= PARAGRAPH_PAUSE_MS || current.text.length >= LONGEST_PARAGRAPH) return true;
  return current.text.length >= LONG_PARAGRAPH && pauseMs >= BREATH_MS;
}

/** The sentences of a segment whose words have times, else the whole of it: what is estimated knows of no pauses. */
function passagesOf(segment: TranscribedSegment, language: string): Passage[] {
  const { channel, start, end } = segment;
  if (!segment.words) {
    const text = printableText(segment.text);
    return text === '' ? [] : [{ text, channel, startMs: start * 1000, endMs: end * 1000 }];
  }
  const passages: { text: string; startMs: number; endMs: number; channel: number }[] = [];
  for (const { text, startMs, endMs } of spokenPieces(segment, language, Infinity)) {
    const last = passages.at(-1);
    if (last && !endsSentence(last.text)) Object.assign(last, { text: last.text + text, endMs });
    else passages.push({ text, startMs, endMs, channel });
  }
  return passages.map((passage) => ({ ...passage, text: passage.text.trimEnd() }));
}

function joined(before: string, after: string, language: string): string {
  return before + wordSeparator(language) + after;
}
