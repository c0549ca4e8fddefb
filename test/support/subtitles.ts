import { parser, validator } from 'srt-validator';
import webvtt from 'webvtt-parser';

export interface ParsedCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
  /** Of a voice span in WebVTT, of the label in SubRip. */
  readonly speaker: string | null;
}

export interface ParsedSubtitles {
  readonly cues: readonly ParsedCue[];
  /** What a strict reader has to find fault with. */
  readonly errors: readonly string[];
}

/**
 * Reads subtitles as strictly as they can be read: WebVTT with the W3C's own validator (every point of the standard),
 * SubRip with srt-validator (numbers in order, times of the exact form, none that overlap).
 */
export function parseSubtitles(type: 'srt' | 'vtt', body: string): ParsedSubtitles {
  return type === 'vtt' ? parseWebVtt(body) : parseSubRip(body);
}

/** Those of the standard that Steno writes. */
const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>' } as const;

function parseWebVtt(body: string): ParsedSubtitles {
  const { cues, errors } = new webvtt.WebVTTParser(ENTITIES).parse(body, 'subtitles');
  return {
    cues: cues.map(({ startTime, endTime, tree }) => ({
      startMs: Math.round(startTime * 1000),
      endMs: Math.round(endTime * 1000),
      lines: textOf(tree as Node).split('\n'),
      speaker: voiceIn(tree as Node),
    })),
    errors: errors.map(({ message, line }) => `line ${line}: ${message}`),
  };
}

/** A part of the tree that the validator makes of a cue. */
interface Node {
  readonly type?: string;
  readonly name?: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

function textOf({ type, value, children = [] }: Node): string {
  return type === 'text' ? (value ?? '') : children.map(textOf).join('');
}

function voiceIn({ children = [] }: Node): string | null {
  return children.find(({ name }) => name === 'v')?.value ?? null;
}

const LABEL = /^(Speaker \d+): /;

function parseSubRip(body: string): ParsedSubtitles {
  // An empty file is what nothing to show looks like; the validator misses a number in it.
  if (body === '') return { cues: [], errors: [] };
  const errors = validator(body);
  const cues = errors.length > 0 ? [] : parser.parse(body);
  return {
    cues: cues.map(({ time, text }) => ({
      startMs: time.start,
      endMs: time.end,
      lines: text.split('\n'),
      speaker: LABEL.exec(text)?.[1] ?? null,
    })),
    errors: errors.map(({ message, lineNumber }) => `line ${lineNumber}: ${message}`),
  };
}

export interface CueRules {
  readonly maxLineWidth: number;
  readonly maxLineCount: number;
  readonly maxCueMs: number;
}

const DEFAULT_RULES: CueRules = { maxLineWidth: 42, maxLineCount: 2, maxCueMs: 7_000 };
const MIN_CUE_MS = 1_000;
const MIN_GAP_MS = 80;

/** Where cues break the rules that people expect them to keep; empty when they keep them all. */
export function cueFaults(cues: readonly ParsedCue[], rules: CueRules = DEFAULT_RULES): string[] {
  const faults: string[] = [];
  let endMs = -MIN_GAP_MS;
  for (const [index, cue] of cues.entries()) {
    const shownMs = cue.endMs - cue.startMs;
    const say = (what: string) => faults.push(`cue ${index + 1} ${what}: ${JSON.stringify(cue)}`);
    if (cue.startMs < endMs + MIN_GAP_MS) say('follows too soon');
    if (shownMs < MIN_CUE_MS) say('is too short');
    if (shownMs > rules.maxCueMs) say('is too long');
    if (cue.lines.length > rules.maxLineCount) say('has too many lines');
    if (cue.lines.some((line) => Array.from(line).length > rules.maxLineWidth))
      say('has a line that is too wide');
    if (cue.lines.some((line) => line.trim() !== line || line === '')) say('has an untidy line');
    if (cue.lines.some((line) => /^[.,;:!?)\]}]/.test(line))) say('has a line that starts with punctuation');
    endMs = cue.endMs;
  }
  return faults;
}
