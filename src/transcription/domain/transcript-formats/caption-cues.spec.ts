import { describe, expect, it } from 'vitest';
import type { Transcript } from '../job.js';
import type { Word } from '../segment.js';
import { captionCues, DEFAULT_CAPTION_LAYOUT, type CaptionCue, type CaptionLayout } from './caption-cues.js';

type Spoken = readonly [start: number, end: number, text: string, channel?: number];

function transcriptOf(spoken: readonly Spoken[], changes: Partial<Transcript> = {}): Transcript {
  return {
    text: '',
    language: 'en',
    model: 'moonshine-tiny-en',
    channels: 'mix',
    durationSeconds: 0,
    processingSeconds: 0,
    wordTimes: null,
    segments: spoken.map(([start, end, text, channel = 0], index) => ({ index, channel, start, end, text })),
    ...changes,
  };
}

function cuesOf(
  spoken: readonly Spoken[],
  layout: Partial<CaptionLayout> = {},
  changes: Partial<Transcript> = {},
): CaptionCue[] {
  return captionCues(transcriptOf(spoken, changes), { ...DEFAULT_CAPTION_LAYOUT, ...layout });
}

function texts(cues: readonly CaptionCue[]): string[] {
  return cues.map(({ lines }) => lines.join(' | '));
}

function times(cues: readonly CaptionCue[]): [number, number][] {
  return cues.map(({ startMs, endMs }) => [startMs, endMs]);
}

/** Words that are said at these seconds, each for 0.2 s. */
function wordsAt(...said: readonly (readonly [text: string, startSeconds: number])[]): Word[] {
  return said.map(([text, startSeconds]) => ({ text, startSeconds, endSeconds: startSeconds + 0.2 }));
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
      { startMs: 1200, endMs: 3400, lines: ['Hello there.'], speaker: null },
    ]);
  });

  it('has no cue for a segment without words', () => {
    expect(cuesOf([[0, 1, ' \u0000\n']])).toEqual([]);
  });

  describe('lines', () => {
    it('are of about one length, and end where a phrase does', () => {
      expect(texts(cuesOf([[0, 4, 'The quick brown fox jumps over the lazy dog today.']]))).toEqual([
        'The quick brown fox jumps | over the lazy dog today.',
      ]);
      expect(texts(cuesOf([[0, 4, 'For the twentieth time that evening the two men shook hands.']]))).toEqual(
        ['For the twentieth time that evening | the two men shook hands.'],
      );
    });

    it('end at a comma rather than in a phrase', () => {
      expect(texts(cuesOf([[0, 4, 'When it had rained for days, we went back to the old house.']]))).toEqual([
        'When it had rained for days, | we went back to the old house.',
      ]);
    });

    it('break a word that is longer than a line, and never inside of a character', () => {
      const cues = cuesOf([[0, 1, 'ee\u0301e\u0301e']], { maxLineWidth: 2, maxLineCount: 1 });
      expect(cues.flatMap(({ lines }) => lines).map((line) => line.normalize())).toEqual(['eé', 'ée']);
    });

    it('break a script without spaces between its words, not before its punctuation', () => {
      const spoken: Spoken[] = [[0, 4, '今日はとても良い天気ですね。']];
      const lines = cuesOf(spoken, { maxLineWidth: 7 }, { language: 'ja' }).flatMap((cue) => cue.lines);
      expect(lines.join('')).toBe('今日はとても良い天気ですね。');
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(line).toMatch(/^[^。].{0,6}$/u);
    });
  });

  describe('cues', () => {
    it('end with the sentence', () => {
      const text = 'It was the best of times. It was the worst of times, it was the age of wisdom.';
      expect(texts(cuesOf([[0, 6, text]], { maxLineWidth: 40, maxLineCount: 1 }))).toEqual([
        'It was the best of times.',
        'It was the worst of times,',
        'it was the age of wisdom.',
      ]);
    });

    it('leave no word of a sentence alone', () => {
      const text =
        'The committee met on the first Monday of every month in a hall that nobody had swept for at least a whole generation. Nobody came.';
      for (const cue of texts(cuesOf([[0, 9, text]]))) expect(cue.split(' ').length).toBeGreaterThan(1);
    });

    it('do not take a title for the end of a sentence', () => {
      const text =
        'And there, at the far end of a very long table, sat a man whom they called Mr. Fish of Danes.';
      for (const cue of texts(cuesOf([[0, 9, text]]))) expect(cue).not.toMatch(/Mr\.$/);
    });

    it('take in the end of a segment that was cut in the middle of a sentence', () => {
      const cues = cuesOf([
        [0, 3, 'He never told us what he had'],
        [3, 5, 'been.'],
      ]);
      expect(texts(cues)).toEqual(['He never told us what he had been.']);
    });

    it('do not bridge a silence', () => {
      expect(
        texts(
          cuesOf([
            [0, 1.5, 'And then'],
            [4, 5.5, 'nothing.'],
          ]),
        ),
      ).toEqual(['And then', 'nothing.']);
    });
  });

  describe('times', () => {
    it('are those of the words, where the engine told them', () => {
      const words = wordsAt(['One.', 0.5], ['Two.', 3], ['Three.', 5]);
      const segments = [
        {
          index: 0,
          channel: 0,
          start: 0,
          end: 9,
          text: 'One. Two. Three.',
          words,
          wordTimes: 'measured' as const,
        },
      ];
      const cues = cuesOf([], {}, { segments, durationSeconds: 9 });
      expect(texts(cues)).toEqual(['One.', 'Two.', 'Three.']);
      expect(cues.map(({ startMs }) => startMs)).toEqual([500, 3000, 5000]);
    });

    it('are estimated when the words are not those of the text', () => {
      const segments = [
        { index: 0, channel: 0, start: 2, end: 4, text: 'Four five.', words: wordsAt(['Fore', 3]) },
      ];
      expect(times(cuesOf([], {}, { segments }))).toEqual([[2000, 4000]]);
    });

    it('are shared by letters and pauses otherwise', () => {
      const cues = cuesOf([[10, 20, 'aaaa, bbbb.']], { maxLineWidth: 5, maxLineCount: 1 });
      // 4 letters, a comma as long as 4, 4 letters.
      expect(cues.map(({ startMs }) => startMs)).toEqual([10_000, 16_667]);
    });

    it('keep a single slow word no longer than allowed', () => {
      const cues = cuesOf([[0, 20, 'Slow words.']]);
      expect(cues.map(({ startMs, endMs }) => endMs - startMs)).toEqual([7000, 7000]);
    });

    it('stay for a second, and as long as the text takes to read', () => {
      expect(times(cuesOf([[1, 1.3, 'Yes.']], {}, { durationSeconds: 60 }))).toEqual([[1000, 2000]]);
      const spoken = 'Peter Piper picked a peck of pickled peppers.';
      expect(times(cuesOf([[1, 2, spoken]], {}, { durationSeconds: 60 }))).toEqual([[1000, 3250]]);
    });

    it('do not outlast the recording, but for the one second', () => {
      expect(times(cuesOf([[0, 3, 'Good morning.']], {}, { durationSeconds: 3.2 }))).toEqual([[0, 3200]]);
      expect(times(cuesOf([[0, 0.4, 'Yes.']], {}, { durationSeconds: 0.5 }))).toEqual([[0, 1000]]);
    });

    it('leave a gap that can be seen, and none that flickers', () => {
      const spoken: Spoken[] = [
        [0, 3, 'This is the first of the sentences that are to be shown.'],
        [3.3, 6, 'This is the second of the sentences that are to be shown.'],
        [8, 10, 'And that is the third.'],
      ];
      expect(times(cuesOf(spoken))).toEqual([
        [0, 3220],
        [3300, 6150],
        [8000, 10_000],
      ]);
    });
  });

  describe('of speakers on channels of their own', () => {
    const spoken: Spoken[] = [
      [0, 3, 'How do you do?', 0],
      [2.5, 4, 'Very well.', 1],
      [4.2, 6, 'Good.', 0],
    ];

    it('name the speaker, never hold two of them, and do not overlap', () => {
      const cues = cuesOf(spoken, {}, { channels: 'separate' });
      expect(cues).toMatchObject([
        { speaker: 'Speaker 1', lines: ['How do you do?'], startMs: 0, endMs: 2420 },
        { speaker: 'Speaker 2', lines: ['Very well.'], startMs: 2500, endMs: 4120 },
        { speaker: 'Speaker 1', lines: ['Good.'], startMs: 4200 },
      ]);
    });

    it('leave room for a name in the first line', () => {
      const text = 'This line would be just as wide as it may';
      const transcript = transcriptOf([[0, 5, text]], { channels: 'separate' });
      const cues = captionCues(transcript, DEFAULT_CAPTION_LAYOUT, (speaker) => `${speaker}: `.length);
      expect(cues.flatMap(({ lines }) => lines).length).toBe(2);
    });
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
        expect(endMs - startMs).toBeGreaterThanOrEqual(1000);
        expect(endMs - startMs).toBeLessThanOrEqual(layout.maxCueSeconds * 1000);
        expect(lines.length).toBeLessThanOrEqual(layout.maxLineCount);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(layout.maxLineWidth);
        freeFromMs = endMs + 80;
      }
    }
  });
});
