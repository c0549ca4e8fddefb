import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { englishWords } from '../../bench/accuracy/english-words.js';
import { wordErrors } from '../../bench/accuracy/word-errors.js';
import { LocalService } from './support/local-service.js';
import { hasRecordings, recordingPath, recordings } from './support/recordings.js';
import type { StenoClient } from './support/steno-client.js';

const EDGE = recordings.filter(({ set }) => set === 'edge');
const NO_SPEECH = recordings.filter(({ set }) => set === 'nospeech');
const TELEPHONE = recordings.filter(({ file }) => /^formats\/.*(8k|speex)/.test(file));

/** What is said in `edge`; two of the words are a name that nobody spells so. */
const NERVES =
  'miss innes he said stopping me as i was about to go to my room upstairs how are your nerves tonight';
/** The recording as it was made has four to six errors in its 22 words; overdriven by 30 dB it may have two more. */
const MOST_ERRORS = 8;

/**
 * Recordings of speech with hardly a pause, and at how many of their borders words may be lost: cut exactly between its
 * clips the chapter has as many word errors (55 of 1,011), but the end of a name is lost at one of 32 borders.
 */
const CUT_OFTEN = [
  { file: 'speech/bush-radio-address-2008.flac', borders: 9, lossy: 0 },
  { file: 'long/lj-LJ001-0001-0060.mp3', borders: 32, lossy: 1 },
];

describe.skipIf(!hasRecordings)('awkward recordings', () => {
  let service: LocalService;
  let client: StenoClient;
  /** Submitted at once, so that no test waits for the one before. */
  const ids = new Map<string, string>();

  beforeAll(async () => {
    service = await LocalService.start();
    client = service.client;
    for (const { file } of [...EDGE, ...NO_SPEECH, ...TELEPHONE, ...CUT_OFTEN]) {
      ids.set(file, await client.submit(recordingPath(file), { timeout: '3600' }));
    }
  });

  afterAll(() => service.stop());

  const resultOf = async (file: string) => {
    const { result } = await client.untilFinished(ids.get(file) ?? '');
    return result ?? { text: '', segments: [] };
  };

  it.each(EDGE)('are understood: $file', async ({ file }) => {
    const { text } = await resultOf(file);
    expect(wordErrors(englishWords(NERVES), englishWords(text)).errors, text).toBeLessThanOrEqual(
      MOST_ERRORS,
    );
  });

  it.each(NO_SPEECH)('without speech give no words: $file', async ({ file }) => {
    expect(await resultOf(file)).toMatchObject({ text: '', segments: [] });
  });

  it.each(TELEPHONE)('of telephone quality lose no quiet words: $file', async ({ file }) => {
    expect((await resultOf(file)).text).toMatch(/ask not what your country can do for you/i);
  });

  it.each(CUT_OFTEN)(
    'neither lose nor double words where they are cut: $file',
    async ({ file, borders, lossy }) => {
      const { segments } = await resultOf(file);
      // What stands in parentheses is read out; the normaliser would drop it.
      const reference = recordings
        .find((recording) => recording.file === file)
        ?.reference?.replace(/[()]/g, '');
      expect(segments.length).toBeGreaterThanOrEqual(borders);
      const parts = segments.map(({ text }) => englishWords(text));
      const found = wordsAtBorders(englishWords(reference ?? ''), parts);
      expect(found.doubled).toEqual([]);
      expect(found.lost.length, found.lost.join('; ')).toBeLessThanOrEqual(lossy);
    },
    300_000,
  );
});

/** The words of the reference that are missing between two parts, and those that end one and begin the next. */
function wordsAtBorders(
  reference: readonly string[],
  parts: readonly (readonly string[])[],
): { lost: string[]; doubled: string[] } {
  const heard = parts.flat();
  const steps = alignment(reference, heard);
  const lost: string[] = [];
  const doubled: string[] = [];
  let border = 0;
  for (const part of parts.slice(0, -1)) {
    border += part.length;
    const before = steps.findIndex(({ heardAt }) => heardAt === border - 1);
    const after = steps.findIndex(({ heardAt }) => heardAt === border);
    const between = steps.slice(before + 1, after).map(({ expected }) => expected);
    if (between.length > 0) lost.push(between.join(' '));
    const isTooMuch = steps.slice(before - 2, after + 3).some(({ expected }) => expected === null);
    for (const count of [1, 2, 3]) {
      const [end, start] = [heard.slice(border - count, border), heard.slice(border, border + count)];
      if (isTooMuch && end.join(' ') === start.join(' ')) doubled.push(end.join(' '));
    }
  }
  return { lost, doubled };
}

interface Step {
  readonly expected: string | null;
  readonly heard: string | null;
  readonly heardAt: number | null;
}

/** The cheapest way from the reference to what was heard, step by step (Levenshtein). */
function alignment(reference: readonly string[], heard: readonly string[]): Step[] {
  const costs = costsOf(reference, heard);
  const cost = (i: number, j: number) => costs[i]?.[j] ?? Infinity;
  const steps: Step[] = [];
  let [i, j] = [reference.length, heard.length];
  while (i > 0 || j > 0) {
    const expected = reference[i - 1] ?? null;
    const word = heard[j - 1] ?? null;
    if (i > 0 && j > 0 && cost(i, j) === cost(i - 1, j - 1) + (expected === word ? 0 : 1)) {
      steps.push({ expected, heard: word, heardAt: --j });
      i--;
    } else if (i > 0 && cost(i, j) === cost(i - 1, j) + 1) {
      steps.push({ expected, heard: null, heardAt: null });
      i--;
    } else {
      steps.push({ expected: null, heard: word, heardAt: --j });
    }
  }
  return steps.toReversed();
}

function costsOf(reference: readonly string[], heard: readonly string[]): number[][] {
  const costs = [Array.from({ length: heard.length + 1 }, (_, j) => j)];
  for (const [i, expected] of reference.entries()) {
    const above = costs[i] ?? [];
    const row = [i + 1];
    for (const [j, word] of heard.entries()) {
      const substituted = (above[j] ?? 0) + (expected === word ? 0 : 1);
      row.push(Math.min(substituted, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    costs.push(row);
  }
  return costs;
}
