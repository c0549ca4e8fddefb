import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moonshineEngine, moonshineFiles } from '../../src/engines/moonshine/moonshine-engine.js';
import type { PooledEngine } from '../../src/engines/pooled-engine.js';
import { Recogniser, type RecogniserLaunch } from '../../src/engines/recogniser.js';
import type { TermList } from '../../src/engines/recogniser-messages.js';
import { RecogniserPool, type RecogniserPoolOptions } from '../../src/engines/recogniser-pool.js';
import type { SchedulingSession } from '../../src/engines/segment-scheduler.js';
import { sherpaOnnxEngine } from '../../src/engines/sherpa-onnx/sherpa-onnx-engine.js';
import { MODEL_CATALOGUE, VAD_MODEL_ID } from '../../src/models/model-catalogue.js';
import type { JobPriority } from '../../src/transcription/domain/job.js';
import { SAMPLE_RATE, type SpeechSegment } from '../../src/transcription/domain/segment.js';
import type { RecognitionRequest } from '../../src/transcription/ports/speech-engine.js';
import { type Bundle, bundleForNode } from '../support/bundle.js';
import { defaultMoonshine, type ModelFor, publishedMoonshine } from '../support/models.js';
import { oftenSaid } from '../support/often-said.js';
import { longSpeech, speech, speechInNoise } from '../support/speech.js';

const SENTENCE = speech();

let bundle: Bundle;
let moonshine: ModelFor<'moonshine'>;
let launch: RecogniserLaunch;
/** Every recogniser that a test has started, in order. */
let started: Recogniser[];
let pools: { close(): Promise<void> }[];

beforeAll(async () => {
  const source = join(import.meta.dirname, '../../src/engines/moonshine/recogniser-process.ts');
  bundle = await bundleForNode(source);
  moonshine = await defaultMoonshine();
});

afterAll(() => bundle.remove());

beforeEach(() => {
  launch = { entry: bundle.file, config: moonshineFiles(moonshine.model.settings, moonshine.dir) };
  started = [];
  pools = [];
});

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  expect(started.filter(({ pid }) => pid !== undefined && isRunning(pid))).toEqual([]);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The text of a segment. */
async function transcribe(
  pool: RecogniserPool,
  owner: SchedulingSession,
  samples: Float32Array,
): Promise<string> {
  return (await pool.transcribe(owner, { samples, language: null })).text;
}

async function startPool(options: Partial<RecogniserPoolOptions> = {}): Promise<RecogniserPool> {
  const startRecogniser = async (signal: AbortSignal): Promise<Recogniser> => {
    const recogniser = await Recogniser.start(launch, signal);
    started.push(recogniser);
    return recogniser;
  };
  const pool = new RecogniserPool({ size: 1, maxBatch: 1, startRecogniser, ...options });
  pools.push(pool);
  await pool.start();
  return pool;
}

function session(priority: JobPriority = 'default'): { priority: JobPriority } {
  return { priority };
}

function signalTo(recogniser: Recogniser | undefined, signal: NodeJS.Signals): void {
  if (recogniser?.pid === undefined) throw new Error('no such recogniser');
  process.kill(recogniser.pid, signal);
}

describe('RecogniserPool', () => {
  it('hears what was said', async () => {
    const pool = await startPool();
    const text = await transcribe(pool, session(), SENTENCE.samples);
    expect(text.trim()).toBe(SENTENCE.text);
  });

  it('gives one session all recognisers', async () => {
    const pool = await startPool({ size: 2 });
    const only = session();
    const both = [transcribe(pool, only, SENTENCE.samples), transcribe(pool, only, SENTENCE.samples)];
    const waiting = transcribe(pool, only, SENTENCE.samples);
    expect(pool.stats()).toEqual({ size: 2, alive: 2, busy: 2, waiting: 1, healthy: true });
    expect(pool.paceOf(only)).toBe(1);
    const other = session();
    const others = transcribe(pool, other, SENTENCE.samples);
    expect(pool.paceOf(other)).toBe(0);
    await others;
    expect(pool.paceOf(other)).toBe(1);
    await Promise.all([...both, waiting]);
    expect(pool.stats()).toEqual({ size: 2, alive: 2, busy: 0, waiting: 0, healthy: true });
  });

  it('lets an urgent segment overtake all that wait', async () => {
    const pool = await startPool();
    const order: string[] = [];
    const submit = (owner: { priority: JobPriority }): Promise<unknown> =>
      transcribe(pool, owner, SENTENCE.samples).then(() => order.push(owner.priority));
    const low = session('low');
    const all = [submit(low), submit(low), submit(low), submit(session('default')), submit(session('high'))];
    await Promise.all(all);
    expect(order).toEqual(['low', 'high', 'default', 'low', 'low']);
  });

  it('loses only the segment that a dying recogniser was decoding', async () => {
    const pool = await startPool({ size: 2 });
    const only = session();
    const segments = Array.from({ length: 4 }, () => transcribe(pool, only, SENTENCE.samples));
    signalTo(started[0], 'SIGKILL');
    const outcomes = await Promise.allSettled(segments);
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining('SIGKILL'),
    });
    await expect(transcribe(pool, only, SENTENCE.samples)).resolves.toContain('twentieth');
  });

  it('tries the members of a batch again, each alone, when their recogniser died', async () => {
    const pool = await startPool({ maxBatch: 3 });
    const first = transcribe(pool, session(), SENTENCE.samples);
    const batch = [1, 2, 3].map(() => transcribe(pool, session(), SENTENCE.samples));
    await first;
    expect(pool.stats()).toMatchObject({ busy: 1, waiting: 0 });
    signalTo(started[0], 'SIGKILL');
    const texts = await Promise.all(batch);
    expect(texts.map((text) => text.trim())).toEqual([1, 2, 3].map(() => SENTENCE.text));
    expect(started).toHaveLength(2);
  });

  it('replaces a recogniser that died while it had nothing to do', async () => {
    const pool = await startPool();
    signalTo(started[0], 'SIGKILL');
    await started[0]?.exited;
    await expect(transcribe(pool, session(), SENTENCE.samples)).resolves.toContain('twentieth');
    expect(started).toHaveLength(2);
  });

  it('kills and replaces a recogniser that hangs', async () => {
    launch = { ...launch, hangTimeoutMs: 1_000 };
    const pool = await startPool();
    signalTo(started[0], 'SIGSTOP');
    await expect(transcribe(pool, session(), SENTENCE.samples.subarray(0, 1_600))).rejects.toMatchObject({
      code: 'engine_crashed',
    });
    await started[0]?.exited;
    await expect(transcribe(pool, session(), SENTENCE.samples)).resolves.toContain('twentieth');
  });

  it('drops a session at once and lets a short decoding end', async () => {
    const pool = await startPool();
    const [dropped, other] = [session(), session()];
    const reason = new Error('canceled');
    const segments = [
      transcribe(pool, dropped, SENTENCE.samples),
      transcribe(pool, dropped, SENTENCE.samples),
    ];
    pool.dropSession(dropped, reason);
    for (const segment of segments) await expect(segment).rejects.toBe(reason);
    await expect(transcribe(pool, other, SENTENCE.samples)).resolves.toContain('twentieth');
    expect(started).toHaveLength(1);
  });

  it('frees the processor within two seconds when a dropped decoding goes on', async () => {
    const pool = await startPool();
    const dropped = session();
    const segment = transcribe(pool, dropped, longSpeech(600));
    const startedAt = performance.now();
    pool.dropSession(dropped, new Error('canceled'));
    await expect(segment).rejects.toThrow('canceled');
    await started[0]?.exited;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect(transcribe(pool, session(), SENTENCE.samples)).resolves.toContain('twentieth');
  });

  it('keeps others waiting, not failing, however many decodings in a row are dropped', async () => {
    const pool = await startPool();
    for (let round = 1; round <= 4; round += 1) {
      const dropped = session();
      const segment = transcribe(pool, dropped, longSpeech(600));
      pool.dropSession(dropped, new Error('canceled'));
      await expect(segment).rejects.toThrow('canceled');
      await started[round - 1]?.exited;
      expect(pool.stats()).toMatchObject({ alive: 0, healthy: true });
      await expect.poll(() => started.length, { timeout: 20_000 }).toBe(round + 1);
    }
    await expect(transcribe(pool, session(), SENTENCE.samples)).resolves.toContain('twentieth');
  });

  it('replaces a recogniser that has grown too much, and loses nothing', async () => {
    const pool = await startPool({ maxGrowthBytes: 1 });
    const only = session();
    const texts = await Promise.all([1, 2].map(() => transcribe(pool, only, longSpeech(9))));
    expect(texts.every((text) => text.includes('twentieth'))).toBe(true);
    expect(started.length).toBeGreaterThan(1);
  });

  it('refuses segments while no recogniser can be started, and serves again afterwards', async () => {
    let broken = false;
    const pool = await startPool({
      startRecogniser: async (signal) => {
        if (broken) throw new Error('broken');
        const recogniser = await Recogniser.start(launch, signal);
        started.push(recogniser);
        return recogniser;
      },
      onStartFailed: () => {
        if (!pool.stats().healthy) broken = false;
      },
    });
    const only = session();
    const [decoding, waiting] = [1, 2].map(() => transcribe(pool, only, SENTENCE.samples));
    broken = true;
    signalTo(started[0], 'SIGKILL');
    await expect(decoding).rejects.toMatchObject({ code: 'engine_crashed' });
    await expect(waiting).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(pool.stats()).toMatchObject({ alive: 0, healthy: false });
    await expect(transcribe(pool, only, SENTENCE.samples)).rejects.toMatchObject({
      code: 'engine_unavailable',
    });
    await expect.poll(() => pool.stats().healthy, { timeout: 20_000 }).toBe(true);
    await expect(transcribe(pool, only, SENTENCE.samples)).resolves.toContain('twentieth');
  });

  it('does not start on a model that cannot be loaded', async () => {
    const files = moonshineFiles(moonshine.model.settings, moonshine.dir);
    launch = { ...launch, config: { ...files, tokens: '/nowhere/tokens.txt' } };
    await expect(startPool()).rejects.toMatchObject({ code: 'engine_unavailable' });
  });

  it('refuses what waits when it closes', async () => {
    const pool = await startPool();
    const only = session();
    const segments = [1, 2].map(() => transcribe(pool, only, longSpeech(30)));
    const outcomes = Promise.allSettled(segments);
    await pool.close();
    await outcomes;
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(pool.stats()).toMatchObject({ alive: 0, busy: 0, waiting: 0, healthy: false });
    await expect(pool.start()).rejects.toMatchObject({ code: 'engine_unavailable' });
  });

  it('tells a recogniser the terms of a lexicon once, however many segments are heard with them', async () => {
    await startPool();
    const told: string[] = [];
    const listOf = (id: string, ...terms: string[]) => ({
      id,
      get terms() {
        told.push(id);
        return terms.map(oftenSaid);
      },
    });
    const hear = async (...lists: TermList[]) => {
      const batch = lists.map((terms) => ({ samples: speechInNoise(2), language: null, terms }));
      const recognised = await started[0]?.decode(batch);
      return recognised?.map(({ alternatives }) => alternatives?.map(({ term }) => term));
    };
    const [known, others] = [listOf('known', 'twentieth', 'crayfish'), listOf('others', 'crayfish')];
    expect(await hear(known)).toEqual([['twentieth']]);
    expect(await hear(others, known, others)).toEqual([[], ['twentieth'], []]);
    expect(told).toEqual(['known', 'others']);
  });

  it('can be closed while it starts', async () => {
    const starting = startPool();
    const outcome = expect(starting).rejects.toMatchObject({ code: 'engine_unavailable' });
    await pools[0]?.close();
    await outcome;
  });
});

describe('PooledEngine', () => {
  const request: RecognitionRequest = {
    jobId: 'job',
    priority: 'default',
    model: 'moonshine-tiny-en',
    language: 'en',
    apiKeyId: null,
    terms: [],
  };
  const segment: SpeechSegment = {
    index: 0,
    channel: 0,
    startSeconds: 0,
    endSeconds: 3.5,
    speechStartSeconds: 0.2,
    speechEndSeconds: 3.3,
    samples: SENTENCE.samples,
  };

  async function startEngine(): Promise<PooledEngine> {
    const engine = moonshineEngine({ installed: moonshine, recognisers: 1, entry: bundle.file });
    pools.push(engine);
    await engine.start();
    return engine;
  }

  it('transcribes a segment, and estimates when each word was said', async () => {
    const engine = await startEngine();
    const { signal } = new AbortController();
    const { text, words, wordTimes } = await engine.openSession(request, signal).transcribe(segment);
    expect(text).toBe(SENTENCE.text);
    expect(words?.map((word) => word.text).join(' ')).toBe(SENTENCE.text);
    expect(wordTimes).toBe('estimated');
    const times = words?.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(SENTENCE.samples.length / SAMPLE_RATE);
  });

  it('rejects with the reason of the signal when a session is aborted', async () => {
    const engine = await startEngine();
    const abort = new AbortController();
    const open = engine.openSession(request, abort.signal);
    const segments = [open.transcribe(segment), open.transcribe(segment)];
    const reason = new Error('timeout');
    abort.abort(reason);
    for (const running of segments) await expect(running).rejects.toBe(reason);
    await expect(open.transcribe(segment)).rejects.toBe(reason);
    const late = engine.openSession(request, abort.signal);
    await expect(late.transcribe(segment)).rejects.toBe(reason);
  });

  it('drops what waits when a session is closed', async () => {
    const engine = await startEngine();
    const open = engine.openSession(request, new AbortController().signal);
    const running = open.transcribe(segment);
    open.close();
    open.close();
    await expect(running).rejects.toMatchObject({ code: 'canceled' });
    expect(engine.stats().waiting).toBe(0);
  });

  it('refuses a model that it does not run', async () => {
    const engine = moonshineEngine({ installed: moonshine, recognisers: 1 });
    const { signal } = new AbortController();
    expect(() => engine.openSession({ ...request, model: 'other' }, signal)).toThrow(
      expect.objectContaining({ code: 'engine_unavailable' }),
    );
  });

  it('is not made from a model for another engine', async () => {
    const vad = { model: MODEL_CATALOGUE.get(VAD_MODEL_ID), dir: '' };
    expect(() => moonshineEngine({ installed: vad, recognisers: 1 })).toThrow(/no Moonshine/);
    expect(() => sherpaOnnxEngine({ installed: vad, recognisers: 1 })).toThrow(/none for sherpa-onnx/);
    const published = await publishedMoonshine();
    expect(() => moonshineEngine({ installed: published, recognisers: 1 })).toThrow(/no Moonshine/);
    expect(() => sherpaOnnxEngine({ installed: published, recognisers: 1 })).not.toThrow();
  });
});
