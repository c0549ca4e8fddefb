import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ProcessSegmenter,
  type ProcessSegmenterOptions,
} from '../../src/audio/segmenter/process-segmenter.js';
import type { SpeechSegment } from '../../src/transcription/domain/segment.js';
import { bundleForNode } from '../support/bundle.js';
import {
  repeatWav,
  requestFor,
  segmentAll,
  type SegmenterBench,
  segmenterBench,
  SPEECH_FILE,
} from '../support/segmenter.js';
import { movOfOverlappingSamples, wavOfChannels } from '../support/segmenter-media.js';

/** The segments of the known recording: index, start and end in seconds. */
const SPEECH = [
  [0, 0, 8.168],
  [1, 8.168, 11],
];

/** Five minutes of speech: no process has done it all before a test interferes. */
const LONG_REPEATS = 30;

let bench: SegmenterBench;
let dir: string;
let longFile: string;
let segmenter: ProcessSegmenter;

beforeAll(async () => {
  bench = await segmenterBench();
  dir = await mkdtemp(join(tmpdir(), 'steno-segmenter-'));
  longFile = join(dir, 'long.wav');
  await writeFile(longFile, repeatWav(await readFile(SPEECH_FILE), LONG_REPEATS));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
  await bench.remove();
});

async function start(options: Partial<ProcessSegmenterOptions> = {}): Promise<void> {
  segmenter = new ProcessSegmenter({ ...bench.options, ...options });
  await segmenter.start();
}

beforeEach(() => start());
afterEach(() => segmenter.close());

/** Reads the first segment and leaves the rest to `interfere`, then reads on. */
async function interfereWithLongJob(
  interfere: () => void,
  signal = new AbortController().signal,
): Promise<void> {
  let interfered = false;
  for await (const event of segmenter.segment(requestFor(longFile), signal)) {
    if (event.type === 'segment' && !interfered) {
      interfered = true;
      interfere();
    }
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const boundaries = (segments: readonly SpeechSegment[]): number[][] =>
  segments.map(({ index, startSeconds, endSeconds }) => [index, startSeconds, endSeconds]);

/** The segmenter still does its work: the segments of the known recording, and its length. */
async function expectSpeechFound(): Promise<void> {
  const { segments, endedSeconds } = await segmentAll(segmenter, requestFor(SPEECH_FILE));
  expect(endedSeconds).toBeCloseTo(11, 2);
  expect(boundaries(segments)).toEqual(SPEECH);
}

describe('ProcessSegmenter', () => {
  it('measures the recording, sends its speech and ends', async () => {
    const { segments, openedSeconds, endedSeconds } = await segmentAll(segmenter, requestFor(SPEECH_FILE));
    expect(openedSeconds).toBeCloseTo(11, 3);
    expect(endedSeconds).toBeCloseTo(11, 2);
    expect(segments.length).toBeGreaterThan(0);
    for (const { startSeconds, endSeconds, samples } of segments) {
      expect(samples).toHaveLength(Math.round((endSeconds - startSeconds) * 16_000));
      expect(samples.every((sample) => Math.abs(sample) <= 1)).toBe(true);
    }
  });

  it('finds the same segments in a process that has done other jobs', async () => {
    const first = await segmentAll(segmenter, requestFor(SPEECH_FILE));
    await segmentAll(segmenter, requestFor(longFile, { maxSegmentSeconds: 5 }));
    const again = await segmentAll(segmenter, requestFor(SPEECH_FILE));
    expect(again.segments).toEqual(first.segments);
  });

  it('uses a process again', async () => {
    await segmentAll(segmenter, requestFor(SPEECH_FILE));
    const pids = segmenter.pids;
    await segmentAll(segmenter, requestFor(SPEECH_FILE));
    expect(segmenter.pids).toEqual(pids);
  });

  it('replaces a process that has done its share', async () => {
    await segmenter.close();
    await start({ jobsPerProcess: 1 });
    const [first] = segmenter.pids;
    await segmentAll(segmenter, requestFor(SPEECH_FILE));
    const { segments } = await segmentAll(segmenter, requestFor(SPEECH_FILE));
    expect(segments.length).toBeGreaterThan(0);
    expect(segmenter.pids).not.toContain(first);
  });

  it('does not send what is in the checkpoint', async () => {
    const all = await segmentAll(segmenter, requestFor(longFile));
    const rest = await segmentAll(segmenter, requestFor(longFile, { firstIndex: 20 }));
    expect(boundaries(rest.segments)).toEqual(boundaries(all.segments.slice(20)));
  });

  it.each([
    ['crashes', 'SIGSEGV', 'unsupported_media'],
    ['is killed from outside', 'SIGKILL', 'engine_crashed'],
  ] as const)('fails the job of a process that %s, and no other', async (_how, signal, code) => {
    const other = segmentAll(segmenter, requestFor(longFile));
    const [otherPid, spare] = segmenter.pids;
    const killed = interfereWithLongJob(() => process.kill(spare as number, signal));
    await expect(killed).rejects.toMatchObject({ code });
    await expect(other).resolves.toMatchObject({
      endedSeconds: expect.closeTo(11 * LONG_REPEATS, 1) as number,
    });
    expect(isAlive(otherPid as number)).toBe(true);
    await expectSpeechFound();
  });

  it('gives a job a new process when the one that was kept ready has died', async () => {
    const [pid] = segmenter.pids;
    process.kill(pid as number, 'SIGKILL');
    while (segmenter.pids.includes(pid as number)) await new Promise((resolve) => setImmediate(resolve));
    await expectSpeechFound();
  });

  it('kills a process that does not answer, without blaming the recording', async () => {
    await segmenter.close();
    await start({ hangTimeoutMs: 2_000 });
    const [pid] = segmenter.pids;
    const silent = interfereWithLongJob(() => process.kill(pid as number, 'SIGSTOP'));
    await expect(silent).rejects.toMatchObject({ code: 'engine_crashed' });
    await expectSpeechFound();
  });

  it.runIf(existsSync('/usr/bin/prlimit'))(
    'bounds the memory of its processes and lets them leave no core',
    async () => {
      const limits = await readFile(`/proc/${segmenter.pids[0]}/limits`, 'utf8');
      const dataBytes = Number(/Max data size +(\d+)/.exec(limits)?.[1]);
      // 384 MiB, and what this version of V8 reserves for code.
      expect(dataBytes).toBeGreaterThanOrEqual(384 * 1024 ** 2);
      expect(dataBytes).toBeLessThanOrEqual((384 + 512 + 64) * 1024 ** 2);
      expect(limits).toMatch(/Max core file size +0 +0/);
      expect(limits).toMatch(/Max file size +0 +0/);
      expect(limits).toMatch(/Max open files +256 +256/);
    },
  );

  it.runIf(existsSync('/usr/bin/setpriv'))('takes the privileges of its processes', async () => {
    const status = await readFile(`/proc/${segmenter.pids[0]}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    const effective = BigInt(`0x${/^CapEff:\t(\w+)$/m.exec(status)?.[1]}`);
    // CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH at most.
    expect(effective & ~0b110n).toBe(0n);
  });

  it('stops at once when it is aborted, with the reason', async () => {
    const [pid] = segmenter.pids;
    const controller = new AbortController();
    const reason = new Error('called off');
    const aborted = interfereWithLongJob(() => controller.abort(reason), controller.signal);
    await expect(aborted).rejects.toBe(reason);
    while (isAlive(pid as number)) await new Promise((resolve) => setImmediate(resolve));
    await expectSpeechFound();
  });

  it('does not begin when it is aborted before', async () => {
    await expect(interfereWithLongJob(() => undefined, AbortSignal.abort('early'))).rejects.toBe('early');
  });

  it('stops when its reader leaves the loop', async () => {
    const [pid] = segmenter.pids;
    for await (const event of segmenter.segment(requestFor(longFile), new AbortController().signal)) {
      if (event.type === 'segment') break;
    }
    while (isAlive(pid as number)) await new Promise((resolve) => setImmediate(resolve));
  });

  it('serves several recordings at once', async () => {
    const results = await Promise.all([1, 2, 3].map(() => segmentAll(segmenter, requestFor(SPEECH_FILE))));
    expect(results[1]?.segments).toEqual(results[0]?.segments);
    expect(results[2]?.segments).toEqual(results[0]?.segments);
  });

  it('leaves no process when it is closed, and fails the jobs in work', async () => {
    const job = interfereWithLongJob(() => void segmenter.close());
    const pids = segmenter.pids;
    await expect(job).rejects.toMatchObject({ code: 'engine_unavailable' });
    await segmenter.close();
    expect(segmenter.pids).toEqual([]);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(segmentAll(segmenter, requestFor(SPEECH_FILE))).rejects.toMatchObject({
      code: 'engine_unavailable',
    });
  });

  it('leaves no process behind when the worker is killed', async () => {
    const owner = await bundleForNode(join(import.meta.dirname, '../support/segmenter-owner.ts'));
    const worker = fork(owner.file, [bench.options.entry, bench.options.vadModelPath, longFile] as string[]);
    const [pids] = (await once(worker, 'message')) as [number[]];
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual(pids);
    worker.kill('SIGKILL');
    while (pids.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
    await owner.remove();
  });

  it('does not start without its model', async () => {
    const broken = new ProcessSegmenter({ ...bench.options, vadModelPath: join(dir, 'none.onnx') });
    await expect(broken.start()).rejects.toMatchObject({ code: 'engine_unavailable' });
    await broken.close();
  });

  it('says when there is no such file, or it is none', async () => {
    const missing = segmentAll(segmenter, requestFor(join(dir, 'none.wav')));
    await expect(missing).rejects.toMatchObject({
      code: 'audio_not_found',
      message: expect.not.stringContaining(dir) as string,
    });
    await expect(segmentAll(segmenter, requestFor(dir))).rejects.toMatchObject({ code: 'unsupported_media' });
  });

  it('refuses a recording that is too long before it is decoded', async () => {
    const request = requestFor(longFile, { maxAudioSeconds: 60 });
    await expect(segmentAll(segmenter, request)).rejects.toMatchObject({ code: 'audio_too_long' });
  });

  it('reads on in the recording that it opened when another takes its place', async () => {
    const path = join(dir, 'replaced.wav');
    await copyFile(longFile, path);
    let endedSeconds = NaN;
    for await (const event of segmenter.segment(requestFor(path), new AbortController().signal)) {
      if (event.type === 'opened') {
        await copyFile(SPEECH_FILE, join(dir, 'other.wav'));
        await rename(join(dir, 'other.wav'), path);
      }
      if (event.type === 'ended') endedSeconds = event.durationSeconds;
    }
    expect(endedSeconds).toBeCloseTo(11 * LONG_REPEATS, 1);
  });

  it('refuses a recording whose index claims more than the file can hold, at once', async () => {
    const path = join(dir, 'overlapping.mov');
    await writeFile(path, movOfOverlappingSamples(2_000_000));
    await expect(segmentAll(segmenter, requestFor(path))).rejects.toMatchObject({
      code: 'unsupported_media',
      message: /index/,
    });
  });

  it.each([65, 255])('refuses a recording of %i channels for good', async (channels) => {
    const path = join(dir, 'channels.wav');
    await writeFile(path, wavOfChannels(channels));
    await expect(segmentAll(segmenter, requestFor(path))).rejects.toMatchObject({
      code: 'unsupported_media',
    });
  });

  it('mixes as many channels as a cinema has', async () => {
    const path = join(dir, 'channels.wav');
    await writeFile(path, wavOfChannels(8));
    expect((await segmentAll(segmenter, requestFor(path))).endedSeconds).toBeCloseTo(0.1, 2);
  });
});
