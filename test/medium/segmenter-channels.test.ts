import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessSegmenter } from '../../src/audio/segmenter/process-segmenter.js';
import { SAMPLE_RATE, type SpeechSegment } from '../../src/transcription/domain/segment.js';
import { hasRecordings, recordingPath } from '../support/recordings.js';
import { requestFor, segmentAll, type SegmenterBench, segmenterBench } from '../support/segmenter.js';
import { wavOf, wavOfChannels } from '../support/segmenter-media.js';
import { longSpeech, speech } from '../support/speech.js';

/** A sentence of 3.5 seconds that starts so many seconds into the recording. */
function sentenceAt(seconds: number, level = 1): Float32Array {
  const { samples } = speech();
  const channel = new Float32Array(seconds * SAMPLE_RATE + samples.length);
  channel.set(
    samples.map((sample) => level * sample),
    seconds * SAMPLE_RATE,
  );
  return channel;
}

let bench: SegmenterBench;
let segmenter: ProcessSegmenter;
let dir: string;

beforeAll(async () => {
  bench = await segmenterBench();
  segmenter = new ProcessSegmenter(bench.options);
  await segmenter.start();
  dir = await mkdtemp(join(tmpdir(), 'steno-channels-'));
});

afterAll(async () => {
  await segmenter.close();
  await bench.remove();
  await rm(dir, { recursive: true, force: true });
});

async function saved(wav: Buffer): Promise<string> {
  const path = join(dir, 'recording.wav');
  await writeFile(path, wav);
  return path;
}

async function segmentsOf(
  path: string,
  changes: Partial<Parameters<typeof requestFor>[1]> = {},
): Promise<SpeechSegment[]> {
  return (await segmentAll(segmenter, requestFor(path, { channels: 'separate', ...changes }))).segments;
}

const places = (segments: readonly SpeechSegment[]): unknown[] =>
  segments.map(({ index, channel, startSeconds, endSeconds }) => [index, channel, startSeconds, endSeconds]);

describe('channels that are kept apart', () => {
  it('are cut each for itself, where somebody speaks on them', async () => {
    const path = await saved(wavOf(sentenceAt(1), sentenceAt(8)));
    const [first, second, ...more] = await segmentsOf(path);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ index: 0, channel: 0 });
    expect(second).toMatchObject({ index: 1, channel: 1 });
    expect(first?.speechStartSeconds).toBeGreaterThan(0.7);
    expect(first?.speechEndSeconds).toBeLessThan(5);
    expect(second?.speechStartSeconds).toBeGreaterThan(7.7);
  });

  it('that speak at once are both there', async () => {
    const path = await saved(wavOf(sentenceAt(1), sentenceAt(2)));
    expect((await segmentsOf(path)).map(({ channel }) => channel)).toEqual([0, 1]);
  });

  it('that are alike are there once', async () => {
    const path = await saved(wavOf(sentenceAt(1), sentenceAt(1)));
    expect((await segmentsOf(path)).map(({ channel }) => channel)).toEqual([0]);
  });

  it("hold what they have loudest: nobody's voice from another microphone", async () => {
    const path = await saved(wavOf(sentenceAt(1, 0.05), sentenceAt(1)));
    expect((await segmentsOf(path)).map(({ channel }) => channel)).toEqual([1]);
  });

  it('of a mono recording are one', async () => {
    expect((await segmentsOf(await saved(wavOf(sentenceAt(1))))).map(({ channel }) => channel)).toEqual([0]);
  });

  it('that all speak for long share the length of a segment: no more is kept of them than of one', async () => {
    const seconds = 90;
    const sound = longSpeech(seconds + 8);
    const channels = Array.from({ length: 3 }, (_, channel) =>
      sound.subarray(channel * 1.1 * SAMPLE_RATE).subarray(0, seconds * SAMPLE_RATE),
    );
    const segments = await segmentsOf(await saved(wavOf(...channels)), { maxSegmentSeconds: 120 });
    expect(new Set(segments.map(({ channel }) => channel)).size).toBe(3);
    const longest = Math.max(...segments.map(({ startSeconds, endSeconds }) => endSeconds - startSeconds));
    expect(longest).toBeGreaterThan(30);
    expect(longest).toBeLessThanOrEqual(120 / 3);
  });

  it('share no less than what an engine of this machine takes', async () => {
    const path = await saved(wavOf(longSpeech(70), sentenceAt(1).subarray(0, 70 * SAMPLE_RATE)));
    const lengths = (await segmentsOf(path, { maxSegmentSeconds: 40 })).map(
      ({ startSeconds, endSeconds }) => endSeconds - startSeconds,
    );
    expect(Math.max(...lengths)).toBeGreaterThan(20);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(30);
  });

  it('are not as many as somebody may want', async () => {
    await expect(segmentsOf(await saved(wavOfChannels(9)))).rejects.toMatchObject({
      code: 'unsupported_media',
      message: expect.stringContaining('"channels": "mix"') as string,
    });
    expect(await segmentsOf(await saved(wavOfChannels(8)))).toEqual([]);
  });

  it.runIf(hasRecordings)('give the same segments in the same order after a checkpoint', async () => {
    const path = recordingPath('phone/two-channel-call-8k-mulaw.wav');
    const all = await segmentsOf(path);
    expect(all.map(({ index }) => index)).toEqual(all.map((_, index) => index));
    expect(new Set(all.map(({ channel }) => channel))).toEqual(new Set([0, 1]));
    expect(places(await segmentsOf(path, { firstIndex: 3 }))).toEqual(places(all.slice(3)));
  });
});
