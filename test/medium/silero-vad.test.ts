import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { SileroVad, VAD_CONTEXT, VAD_WINDOW } from '../../src/audio/segmenter/silero-vad.js';
import { sileroSequence } from '../../src/models/silero-sequence.js';
import { publishedVad, testModels } from '../support/models.js';
import { SPEECH_FILE } from '../support/segmenter.js';

/** A second of speech, then all windows that are left, in blocks of uneven size. */
const BLOCKS = [32, 1, 7, 100];

let samples: Float32Array;

beforeAll(async () => {
  const wav = await readFile(SPEECH_FILE);
  // Any real sound will do: what matters is that both networks hear the same.
  samples = Float32Array.from(wav.subarray(58), (byte) => (byte - 128) / 128);
  samples = samples.subarray(0, Math.floor(samples.length / VAD_WINDOW) * VAD_WINDOW);
});

/** One window at a time through the network as it is published. */
async function publishedProbabilities(): Promise<number[]> {
  const session = await InferenceSession.create(await publishedVad());
  const sr = new Tensor('int64', BigInt64Array.of(16_000n), []);
  let state = new Tensor('float32', new Float32Array(256), [2, 1, 128]);
  const probabilities: number[] = [];
  for (let at = 0; at < samples.length; at += VAD_WINDOW) {
    const window = new Float32Array(VAD_CONTEXT + VAD_WINDOW);
    const from = Math.max(0, at - VAD_CONTEXT);
    window.set(samples.subarray(from, at + VAD_WINDOW), VAD_CONTEXT - (at - from));
    const input = new Tensor('float32', window, [1, window.length]);
    const { output, stateN } = await session.run({ input, state, sr });
    state = stateN as typeof state;
    probabilities.push((output as Tensor).data[0] as number);
  }
  return probabilities;
}

async function probabilitiesInBlocks(vad: SileroVad): Promise<number[]> {
  const probabilities: number[] = [];
  for (let at = 0, block = 0; at < samples.length; block++) {
    const size = (BLOCKS[block % BLOCKS.length] ?? 1) * VAD_WINDOW;
    probabilities.push(...(await vad.probabilities(samples.subarray(at, at + size))));
    at += size;
  }
  return probabilities;
}

describe('SileroVad', () => {
  it('gives the probabilities of the published network, in blocks of any size', async () => {
    const vad = await SileroVad.load((await testModels()).vadModelPath);
    const published = await publishedProbabilities();
    const inBlocks = await probabilitiesInBlocks(vad);
    expect(published.length).toBeGreaterThan(100);
    expect(Math.max(...published) - Math.min(...published)).toBeGreaterThan(0.1);
    const differences = published.map((probability, window) =>
      Math.abs(probability - (inBlocks[window] ?? NaN)),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('forgets the recording before', async () => {
    const vad = await SileroVad.load((await testModels()).vadModelPath);
    const first = await vad.probabilities(samples);
    expect(await vad.probabilities(samples)).not.toEqual(first);
    vad.reset();
    expect(await vad.probabilities(samples)).toEqual(first);
  });
});

describe('ONNX Runtime', () => {
  it('is a version that reports to nobody', async () => {
    const bin = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin');
    const files = await readdir(bin, { recursive: true });
    const libraries = files.filter(
      (file) => file.includes(join(process.platform, process.arch)) && /\.(so|dylib|dll)/.test(file),
    );
    expect(libraries.length).toBeGreaterThan(0);
    for (const library of libraries) {
      expect((await readFile(join(bin, library))).includes('events.data.microsoft.com')).toBe(false);
    }
  });
});

describe('sileroSequence', () => {
  it('refuses what is no Silero VAD', () => {
    expect(() => sileroSequence(new Uint8Array())).toThrow(/lacks the branch for 16 kHz/);
  });
});
