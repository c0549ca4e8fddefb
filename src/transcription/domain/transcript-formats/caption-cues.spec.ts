import { describe, expect, it } from 'vitest';
import type { Transcript } from '../job.js';
import { captionCues, DEFAULT_CAPTION_LAYOUT, type CaptionCue, type CaptionLayout } from './caption-cues.js';

type Spoken = readonly [start: number, end: number, text: string];

function cuesOf(
  spoken: readonly Spoken[],
  layout: Partial<CaptionLayout> = {},
  language = 'en',
): CaptionCue[] {
  const transcript: Transcript = {
    text: '',
    language,
    model: 'moonshine-tiny-en',
    durationSeconds: 0,
    processingSeconds: 0,
    wordTimes: null,
    segments: spoken.map(([start, end, text], index) => ({ index, channel: 0, start, end, text })),
  };
  return captionCues(transcript, { ...DEFAULT_CAPTION_LAYOUT, ...layout });
}

function texts(cues: readonly CaptionCue[]): string[] {
  return cues.map(({ lines }) => lines.join(' | '));
}

/** The same numbers every time (Park–Miller). */
function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('captionCues', () => {
  it('shows a short segment as it is', () => {
    expect(cuesOf([[1.2, 3.4, 'Hello there.']])).toEqual([
      { startMs: 1200, endMs: 3400, lines: ['Hello there.'] },
    ]);
  });

  it('has no cue for a segment without words', () => {
    expect(cuesOf([[0, 1, ' \u0000\n']])).toEqual([]);
  });

  it('makes lines of about one length', () => {
    expect(texts(cuesOf([[0, 4, 'The quick brown fox jumps over the lazy dog today.']]))).toEqual([
      'The quick brown fox jumps | over the lazy dog today.',
    ]);
  });

  it('ends a cue with the sentence when that leaves it more than half full', () => {
    const text = 'It was the best of times. It was the worst of times, it was the age of wisdom.';
    expect(texts(cuesOf([[0, 6, text]], { maxLineWidth: 40, maxLineCount: 1 }))).toEqual([
      'It was the best of times.',
      'It was the worst of times,',
      'it was the age of wisdom.',
    ]);
  });

  it('shares the time of a segment by characters', () => {
    const cues = cuesOf([[10, 20, 'aaaa bbbb.']], { maxLineWidth: 5, maxLineCount: 1 });
    expect(cues).toEqual([
      { startMs: 10_000, endMs: 15_000, lines: ['aaaa'] },
      { startMs: 15_000, endMs: 20_000, lines: ['bbbb.'] },
    ]);
  });

  it('splits what stays too long, and takes a single slow word away in time', () => {
    const cues = cuesOf([[0, 20, 'Slow words.']], { maxCueSeconds: 7 });
    expect(cues).toEqual([
      { startMs: 0, endMs: 7000, lines: ['Slow'] },
      { startMs: 9091, endMs: 16_091, lines: ['words.'] },
    ]);
  });

  it('breaks a word that is longer than a line, and never inside of a character', () => {
    const cues = cuesOf([[0, 1, 'ee\u0301e\u0301e']], { maxLineWidth: 2, maxLineCount: 1 });
    expect(cues.flatMap(({ lines }) => lines).map((line) => line.normalize())).toEqual(['eé', 'ée']);
  });

  it('breaks a script without spaces between its words, not before its punctuation', () => {
    const lines = cuesOf([[0, 4, '今日はとても良い天気ですね。']], { maxLineWidth: 7 }, 'ja').flatMap(
      (cue) => cue.lines,
    );
    expect(lines.join('')).toBe('今日はとても良い天気ですね。');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^[^。].{0,6}$/u);
  });

  it('lets a cue make room for the next one when segments overlap', () => {
    const cues = cuesOf([
      [0, 3, 'One.'],
      [2, 4, 'Two.'],
      [2, 2.5, 'Three.'],
    ]);
    expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 2000],
      [2000, 2001],
      [2001, 2500],
    ]);
  });

  it('keeps every word, every limit and the order for any text', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round++) {
      const words = Array.from(
        { length: random(60) + 1 },
        () => 'x'.repeat(random(12) + 1) + '.,? '.charAt(random(9)),
      );
      const layout = {
        maxLineWidth: random(50) + 13,
        maxLineCount: random(3) + 1,
        maxCueSeconds: random(7) + 1,
      };
      const cues = cuesOf([[1, 1 + random(40), words.join(' ')]], layout);
      expect(cues.flatMap(({ lines }) => lines).join(' ')).toBe(words.join(' ').replace(/\s+/g, ' ').trim());
      let freeFromMs = 0;
      for (const { startMs, endMs, lines } of cues) {
        expect(startMs).toBeGreaterThanOrEqual(freeFromMs);
        expect(endMs).toBeGreaterThan(startMs);
        expect(endMs - startMs).toBeLessThanOrEqual(layout.maxCueSeconds * 1000 + 1);
        expect(lines.length).toBeLessThanOrEqual(layout.maxLineCount);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(layout.maxLineWidth);
        freeFromMs = endMs;
      }
    }
  });
});
