import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE, type SpeechSegment } from './segment.js';
import { MAX_LOOKBACK_SECONDS, SegmentPacker, type SegmentationSettings } from './segmentation.js';

const SETTINGS: SegmentationSettings = {
  maxSeconds: 12,
  targetSeconds: 9,
  maxPauseSeconds: 1.5,
  paddingSeconds: 0.3,
  minSpeechSeconds: 0.2,
};

/** Speech from and to, in seconds. */
type Speech = readonly [from: number, to: number];

/** Loud speech in silence; each sample tells its position, so that a segment can be held against the recording. */
function recording(durationSeconds: number, speech: readonly Speech[]): Float32Array {
  const samples = new Float32Array(durationSeconds * SAMPLE_RATE);
  for (const [from, to] of speech) {
    for (let i = Math.round(from * SAMPLE_RATE); i < to * SAMPLE_RATE; i++)
      samples[i] = 0.5 + (i % 997) / 4000;
  }
  return samples;
}

/** Reads the recording in chunks, with a detector that is `latency` seconds late. */
function segment(
  samples: Float32Array,
  speech: readonly Speech[],
  { settings = SETTINGS, chunk = 512, latency = 0.2 } = {},
): SpeechSegment[] {
  const packer = new SegmentPacker(settings);
  const edges = speech.flatMap(([from, to]) => [
    { start: true, at: Math.round(from * SAMPLE_RATE) },
    { start: false, at: Math.round(to * SAMPLE_RATE) },
  ]);
  const found: SpeechSegment[] = [];
  for (let position = 0; position < samples.length; position += chunk) {
    packer.append(samples.subarray(position, position + chunk));
    while (edges[0] && edges[0].at + latency * SAMPLE_RATE <= position + chunk) {
      const edge = edges.shift();
      if (edge?.start) packer.speechStarted(edge.at);
      else if (edge) packer.speechEnded(edge.at);
    }
    found.push(...packer.take());
  }
  packer.end();
  return [...found, ...packer.take()];
}

/** A small linear congruential generator: the same recordings in every run. */
function randomSpeech(seed: number, durationSeconds: number): Speech[] {
  let state = seed;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const speech: Speech[] = [];
  for (let at = random() * 3; ;) {
    const to = at + 0.1 + random() ** 3 * 30;
    if (to > durationSeconds) return speech;
    speech.push([at, to]);
    at = to + 0.1 + random() ** 2 * 4;
  }
}

const times = (segments: readonly SpeechSegment[]): [number, number][] =>
  segments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);

describe('SegmentPacker', () => {
  it('tells where speech is in a segment', () => {
    const [found] = segment(recording(30, [[10, 12]]), [[10, 12]]);
    expect(found?.startSeconds).toBeLessThan(9.8);
    expect(found?.speechStartSeconds).toBeCloseTo(9.8);
    expect(found?.speechEndSeconds).toBeCloseTo(12.2);
    expect(found?.endSeconds).toBeGreaterThan(12.2);
  });

  it('finds nothing where nobody speaks', () => {
    expect(segment(recording(30, []), [])).toEqual([]);
  });

  it('keeps a little of the silence around speech', () => {
    const speech: Speech[] = [[2, 5]];
    expect(times(segment(recording(8, speech), speech))).toEqual([[1.7, 5.3]]);
  });

  it('packs phrases with their pauses into one segment', () => {
    const speech: Speech[] = [
      [1, 3],
      [3.5, 5],
      [6, 8],
    ];
    expect(times(segment(recording(10, speech), speech))).toEqual([[0.7, 8.3]]);
  });

  it('ends a segment at a long pause', () => {
    const speech: Speech[] = [
      [1, 2],
      [5, 6],
    ];
    expect(times(segment(recording(8, speech), speech))).toEqual([
      [0.7, 2.3],
      [4.7, 6.3],
    ]);
  });

  it('ends a full segment at the longest of its late pauses', () => {
    const speech: Speech[] = [
      [0, 3],
      [3.2, 6],
      [6.8, 8],
      [8.2, 12],
    ];
    expect(times(segment(recording(13, speech), speech))).toEqual([
      [0, 6.3],
      [6.5, 12.3],
    ]);
  });

  it('shares a short pause between its neighbours', () => {
    const speech: Speech[] = [
      [0, 8],
      [8.4, 16],
    ];
    expect(times(segment(recording(17, speech), speech))).toEqual([
      [0, 8.2],
      [8.2, 16.3],
    ]);
  });

  it('cuts speech without a pause where it is quietest', () => {
    const speech: Speech[] = [[0, 20]];
    const samples = recording(20, speech);
    samples.fill(0.01, 7 * SAMPLE_RATE, 7.1 * SAMPLE_RATE);
    const [first, second] = times(segment(samples, speech));
    expect(first?.[0]).toBe(0);
    expect(first?.[1]).toBeGreaterThan(7);
    expect(first?.[1]).toBeLessThan(7.1);
    expect(second?.[0]).toBe(first?.[1]);
  });

  it('drops what is too short to be a word', () => {
    const speech: Speech[] = [[2, 2.1]];
    expect(segment(recording(6, speech), speech)).toEqual([]);
  });

  it('numbers the segments and says where they are', () => {
    const speech: Speech[] = [
      [1, 2],
      [5, 6],
    ];
    const [first, second] = segment(recording(8, speech), speech);
    expect([first?.index, first?.channel, second?.index]).toEqual([0, 0, 1]);
    expect(first?.samples).toHaveLength(1.6 * SAMPLE_RATE);
  });

  describe.each([1, 2, 3, 4, 5, 6, 7, 8])('with recording %i at random', (seed) => {
    const speech = randomSpeech(seed, 199);
    const samples = recording(200, speech);
    const segments = segment(samples, speech);

    it('gives segments in order that do not overlap and are not too long', () => {
      let end = 0;
      for (const [index, found] of segments.entries()) {
        expect(found.index).toBe(index);
        expect(found.startSeconds).toBeGreaterThanOrEqual(end);
        expect(found.samples.length).toBeGreaterThan(0);
        expect(found.samples.length).toBeLessThanOrEqual(SETTINGS.maxSeconds * SAMPLE_RATE);
        end = found.endSeconds;
      }
      expect(end).toBeLessThanOrEqual(200);
    });

    it('gives the samples of the recording', () => {
      for (const { startSeconds, endSeconds, samples: got } of segments) {
        const [from, to] = [Math.round(startSeconds * SAMPLE_RATE), Math.round(endSeconds * SAMPLE_RATE)];
        expect(Buffer.from(got.buffer).equals(Buffer.from(samples.slice(from, to).buffer))).toBe(true);
      }
    });

    it('loses no speech that is long enough for a word', () => {
      for (const [from, to] of speech.filter(([start, end]) => end - start >= SETTINGS.minSpeechSeconds)) {
        const held = times(segments).reduce(
          (sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)),
          0,
        );
        expect(held).toBeCloseTo(to - from, 3);
      }
    });

    it.each([
      { chunk: 160, latency: 0.2 },
      { chunk: 4_096, latency: 0.2 },
      { chunk: 512, latency: MAX_LOOKBACK_SECONDS / 2 },
    ])('gives the same segments when read with $chunk samples at a time, $latency s late', (reading) => {
      expect(times(segment(samples, speech, reading))).toEqual(times(segments));
    });
  });
});
