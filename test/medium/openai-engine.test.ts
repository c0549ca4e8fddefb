import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/api-key/domain/secret.js';
import { type KeyAccess, type OpenedKey, ProviderKeys } from '../../src/api-key/ports/provider-keys.js';
import { OpenAiEngines, type OpenAiOptions } from '../../src/engines/openai/openai-engines.js';
import { neutral } from '../../src/lexicon/domain/lexicon.js';
import type { JobError } from '../../src/transcription/domain/job-error.js';
import { SAMPLE_RATE, type SpeechSegment } from '../../src/transcription/domain/segment.js';
import { AUTO_LANGUAGE } from '../../src/transcription/domain/spoken-language.js';
import type { RecognitionRequest, RecognitionSession } from '../../src/transcription/ports/speech-engine.js';
import { type Fault, ProviderServer } from '../support/provider-server.js';
import { speech } from '../support/speech.js';

const KEY = 'sk-test-4f9aB7Qq81x4Zq';
const ID = 'openai-key-1';

const REQUEST: RecognitionRequest = {
  jobId: 'job',
  priority: 'default',
  model: 'whisper-1',
  language: AUTO_LANGUAGE,
  apiKeyId: ID,
  terms: [],
};

class KeysInMemory extends ProviderKeys {
  constructor(private access: KeyAccess) {
    super();
  }

  change(changes: Partial<OpenedKey>): void {
    if (this.access.type === 'opened')
      this.access = { type: 'opened', key: { ...this.access.key, ...changes } };
  }

  override open(): Promise<KeyAccess> {
    return Promise.resolve(this.access);
  }
}

/** The sentence, after this much silence. */
function segment(index = 0, silenceSeconds = 0): SpeechSegment {
  const spoken = speech().samples;
  const samples = new Float32Array(silenceSeconds * SAMPLE_RATE + spoken.length);
  samples.set(spoken, silenceSeconds * SAMPLE_RATE);
  const startSeconds = 100 * index;
  const endSeconds = startSeconds + samples.length / SAMPLE_RATE;
  const spokenFrom = { speechStartSeconds: startSeconds, speechEndSeconds: endSeconds };
  return { index, channel: 0, startSeconds, endSeconds, ...spokenFrom, samples };
}

let provider: ProviderServer;
let canceled: AbortController;

beforeEach(async () => {
  provider = await ProviderServer.start(KEY);
  canceled = new AbortController();
});

afterEach(() => provider.close());

function keysWith(changes: Partial<OpenedKey>): KeysInMemory {
  const key: OpenedKey = {
    id: ID,
    provider: 'openai',
    baseUrl: provider.baseUrl,
    model: 'whisper-1',
    responseFormat: 'verbose_json',
    maxPartSeconds: 180,
    maxConcurrency: 2,
    secret: new Secret(KEY),
    ...changes,
  };
  return new KeysInMemory({ type: 'opened', key });
}

function enginesWith(changes: Partial<OpenedKey> = {}, options: Partial<OpenAiOptions> = {}): OpenAiEngines {
  return new OpenAiEngines(keysWith(changes), { maxRequests: 8, ...options });
}

async function sessionOf(
  engines: OpenAiEngines,
  request: Partial<RecognitionRequest> = {},
): Promise<RecognitionSession> {
  return (await engines.engineFor(ID)).openSession({ ...REQUEST, ...request }, canceled.signal);
}

async function failureOf(engines = enginesWith()): Promise<JobError> {
  const session = await sessionOf(engines);
  return await session.transcribe(segment()).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: JobError) => error,
  );
}

async function failureWith(fault: Fault): Promise<JobError> {
  provider.faults.push(fault);
  return await failureOf();
}

const openAiError = (message: string) => ({ error: { message, type: 'x', param: null, code: null } });

describe('a segment that is sent to a provider', () => {
  it('goes as a WAV file with the model and the key, and comes back with times and language', async () => {
    const session = await sessionOf(enginesWith(), { language: 'en' });
    const hypothesis = await session.transcribe(segment(3, 2));
    expect(provider.requests).toMatchObject([
      {
        authorization: `Bearer ${KEY}`,
        fileName: 'part-4.wav',
        contentType: 'audio/wav',
        fields: {
          model: ['whisper-1'],
          language: ['en'],
          response_format: ['verbose_json'],
          'timestamp_granularities[]': ['word', 'segment'],
        },
      },
    ]);
    expect(provider.requests[0]?.seconds).toBeCloseTo(5.54, 2);
    expect(hypothesis).toMatchObject({
      text: 'Sentence 1.',
      language: 'en',
      phrases: [{ text: 'Sentence 1.', words: [{ text: 'Sentence' }, { text: '1.' }] }],
    });
    const [phrase] = hypothesis.phrases ?? [];
    expect(phrase?.start).toBeGreaterThan(1.9);
    expect(phrase?.start).toBeLessThan(2.5);
  });

  it('takes nothing along that the environment has for other programs', async () => {
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'X-Internal: secret');
    vi.stubEnv('OPENAI_ORG_ID', 'org-internal');
    const session = await sessionOf(enginesWith());
    vi.unstubAllEnvs();
    await session.transcribe(segment());
    const { headers = [] } = provider.requests[0] ?? {};
    expect(headers).toEqual(expect.arrayContaining(['authorization', 'user-agent', 'x-stainless-lang']));
    expect(headers).not.toContain('x-internal');
    expect(headers).not.toContain('openai-organization');
  });

  it('names no language that nobody asked for, and has no prompt without a lexicon', async () => {
    await (await sessionOf(enginesWith())).transcribe(segment());
    expect(provider.requests[0]?.fields).not.toHaveProperty('language');
    expect(provider.requests[0]?.fields).not.toHaveProperty('prompt');
  });

  it('has the terms of a lexicon as its prompt', async () => {
    await (
      await sessionOf(enginesWith(), { terms: ['Digium', 'Helstone'].map(neutral) })
    ).transcribe(segment());
    expect(provider.requests[0]?.fields['prompt']).toEqual(['Digium, Helstone']);
  });

  it('goes without them where a model takes no prompt, which is not tried again', async () => {
    const engines = enginesWith();
    const prompts = () => provider.requests.map(({ fields }) => fields['prompt']?.[0]);
    const body = openAiError('Prompt is not supported for this model.');
    provider.faults.push({ type: 'answer', status: 400, body });
    const session = await sessionOf(engines, { terms: [neutral('Digium')] });
    expect(await session.transcribe(segment())).toMatchObject({ text: 'Sentence 1.' });
    await (await sessionOf(engines, { terms: [neutral('Digium')] })).transcribe(segment());
    expect(prompts()).toEqual(['Digium', undefined, undefined]);
  });

  it('comes back as text alone where that is wanted', async () => {
    const session = await sessionOf(enginesWith({ responseFormat: 'json' }));
    expect(await session.transcribe(segment())).toEqual({ text: 'Sentence 1.' });
    expect(provider.requests[0]?.fields['response_format']).toEqual(['json']);
  });

  it('does so too where a model knows no times, and is not asked for them again', async () => {
    const engines = enginesWith();
    const asked = { model: 'gpt-4o-transcribe' };
    const formats = () => provider.requests.map(({ fields }) => fields['response_format']?.[0]);
    expect(await (await sessionOf(engines, asked)).transcribe(segment())).toEqual({ text: 'Sentence 1.' });
    expect(formats()).toEqual(['verbose_json', 'json']);
    await (await sessionOf(engines, asked)).transcribe(segment());
    expect(formats()).toEqual(['verbose_json', 'json', 'json']);
  });

  it('is asked for times again when the key is changed: what was learned was another server', async () => {
    const keys = keysWith({});
    const engines = new OpenAiEngines(keys, { maxRequests: 8 });
    const hear = async () =>
      await (await sessionOf(engines, { model: 'gpt-4o-transcribe' })).transcribe(segment());
    await hear();
    for (const changes of [{ baseUrl: `${provider.baseUrl}/.` }, { model: 'gpt-4o-transcribe' }]) {
      provider.requests.length = 0;
      keys.change(changes);
      await hear();
      const formats = provider.requests.map(({ fields }) => fields['response_format']?.[0]);
      expect(formats).toEqual(['verbose_json', 'json']);
    }
  });
});

describe('a request that a provider refuses', () => {
  it.each([
    [400, /refuses the request \(400\): no good/],
    [401, /refuses the key \(401\): no good.*Store a valid key/],
    [402, /refuses the request \(402\): no good/],
    [403, /refuses the key \(403\): no good/],
    [404, /refuses the request \(404\): no good.*base_url and the model/],
    [413, /refuses the request \(413\): no good.*max_part_seconds/],
    [422, /refuses the request \(422\): no good/],
  ])('with %i fails the job for good, with what the provider said', async (status, message) => {
    const failure = await failureWith({ type: 'answer', status, body: openAiError('no good') });
    expect(failure).toMatchObject({ code: 'provider_rejected', retryable: false });
    expect(failure.message).toMatch(message);
    expect(provider.requests).toHaveLength(1);
  });

  it('says why also where the error has another form', async () => {
    const said = async (body: unknown) => (await failureWith({ type: 'answer', status: 400, body })).message;
    expect(await said({ detail: 'from FastAPI' })).toContain('from FastAPI');
    expect(await said({ message: 'from elsewhere' })).toContain('from elsewhere');
    expect(await said({ error: 'just a text' })).toContain('just a text');
    expect(await said('<html>nginx</html>')).toMatch(/refuses the request \(400\)\.$/);
  });

  it('by an address that is no provider fails it too: a page, an empty answer, a redirect', async () => {
    const page = {
      type: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<p>',
    } as const;
    expect(await failureWith(page)).toMatchObject({ code: 'provider_rejected', message: /no transcription/ });
    const accepted = await failureWith({ type: 'answer', status: 202, body: { id: 'job' } });
    expect(accepted).toMatchObject({ code: 'provider_rejected' });
    const moved = { type: 'answer', status: 302, headers: { location: 'http://localhost:1/' } } as const;
    expect(await failureWith(moved)).toMatchObject({ code: 'provider_rejected', message: /redirects/ });
    expect(provider.requests).toHaveLength(3);
  });

  it('with a key that is wrong says so without it', async () => {
    const failure = await failureOf(enginesWith({ secret: new Secret('sk-wrong-5521-QQ77abcd') }));
    expect(failure).toMatchObject({ code: 'provider_rejected' });
    expect(failure.message).toContain('Incorrect API key provided: (secret)');
  });
});

describe('a provider that is not available', () => {
  it.each([408, 409, 429, 500, 502, 503, 529])(
    'with %i costs an attempt, and one request',
    async (status) => {
      const failure = await failureWith({ type: 'answer', status, body: openAiError('busy') });
      expect(failure).toMatchObject({ code: 'provider_unavailable', retryable: true, retryAfterSeconds: 0 });
      expect(failure.message).toContain(`not available (${status}): busy`);
      expect(provider.requests).toHaveLength(1);
    },
  );

  it('says how long to wait', async () => {
    const waits = async (headers: Readonly<Record<string, string>>) =>
      (await failureWith({ type: 'answer', status: 429, headers })).retryAfterSeconds;
    expect(await waits({ 'retry-after': '17' })).toBe(17);
    expect(await waits({ 'retry-after': '2.5' })).toBe(2.5);
    expect(await waits({ 'retry-after-ms': '1500', 'retry-after': '99' })).toBe(1.5);
    expect(await waits({ 'retry-after': 'soon' })).toBe(0);
    expect(await waits({ 'retry-after': '-5' })).toBe(0);
    const inAMinute = await waits({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    expect(inAMinute).toBeGreaterThan(50);
    expect(inAMinute).toBeLessThanOrEqual(60);
  });

  it('may say that trying again is of no use, or of some', async () => {
    const code = async (status: number, again: string) =>
      (await failureWith({ type: 'answer', status, headers: { 'x-should-retry': again } })).code;
    expect(await code(429, 'false')).toBe('provider_rejected');
    expect(await code(400, 'true')).toBe('provider_unavailable');
  });

  it.each<[string, Fault, RegExp]>([
    ['resets the connection', { type: 'reset' }, /cannot be reached \(\w+\)/],
    ['breaks off its answer', { type: 'cut' }, /broke off its answer/],
    ['answers with broken JSON', { type: 'answer', status: 200, body: '{"text":' }, /broken JSON/],
  ])('%s', async (_name, fault, message) => {
    const failure = await failureWith(fault);
    expect(failure).toMatchObject({ code: 'provider_unavailable', retryable: true });
    expect(failure.message).toMatch(message);
  });

  it.each(['hang', 'stall'] as const)('takes longer than a request may (%s)', async (type) => {
    provider.faults.push({ type });
    const failure = await failureOf(enginesWith({}, { requestTimeoutMs: 300 }));
    expect(failure).toMatchObject({ code: 'provider_unavailable', message: /did not answer within 0\.3 s/ });
    await provider.requests[0]?.hungUp;
  });

  it('is not there at all', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await once(server.close(), 'close');
    const failure = await failureOf(enginesWith({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    expect(failure).toMatchObject({ code: 'provider_unavailable', message: /ECONNREFUSED/ });
  });
});

describe('a key that cannot be had', () => {
  it('because it was deleted fails the job; one that this worker cannot open, the attempt', async () => {
    const get = (access: KeyAccess) =>
      new OpenAiEngines(new KeysInMemory(access), { maxRequests: 8 }).engineFor(ID);
    await expect(get({ type: 'unknown' })).rejects.toMatchObject({ code: 'provider_rejected' });
    await expect(get({ type: 'refused', reason: 'Not there.' })).rejects.toMatchObject({
      code: 'provider_rejected',
      message: /Not there\./,
    });
    await expect(get({ type: 'locked', reason: 'Do this.' })).rejects.toMatchObject({
      code: 'provider_unavailable',
      message: /Do this\./,
    });
  });
});

describe('the requests of one key', () => {
  it('are no more at once than it may have, of all jobs together', async () => {
    const engines = enginesWith({ maxConcurrency: 2 });
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => (goOn = resolve));
    provider.faults.push({ type: 'slow', until }, { type: 'slow', until });
    const sessions = await Promise.all([sessionOf(engines), sessionOf(engines)]);
    const all = sessions.flatMap((session) => [0, 1, 2].map((index) => session.transcribe(segment(index))));
    await expect.poll(() => provider.requests.length).toBe(2);
    goOn();
    await Promise.all(all);
    expect(provider.requests).toHaveLength(6);
    expect(provider.mostAtOnce).toBe(2);
  });

  it('are no more at once than this worker may have, whatever a key may', async () => {
    const engines = enginesWith({ maxConcurrency: 4 }, { maxRequests: 1 });
    const session = await sessionOf(engines);
    await Promise.all([0, 1, 2].map((index) => session.transcribe(segment(index))));
    expect(provider.requests).toHaveLength(3);
    expect(provider.mostAtOnce).toBe(1);
  });

  it.each([
    ['key', { maxConcurrency: 1 }, { maxRequests: 8 }],
    ['worker', { maxConcurrency: 4 }, { maxRequests: 1 }],
  ])('are waited for while other jobs have all of the %s', async (_name, key, options) => {
    const engines = enginesWith(key, options);
    let goOn = (): void => undefined;
    provider.faults.push({ type: 'slow', until: new Promise<void>((resolve) => (goOn = resolve)) });
    const [first, second] = await Promise.all([sessionOf(engines), sessionOf(engines)]);
    expect([first.pace, second.pace]).toEqual([1, 1]);
    const all = [first.transcribe(segment(0)), first.transcribe(segment(1)), second.transcribe(segment(2))];
    await expect.poll(() => provider.requests.length).toBe(1);
    expect([first.pace, second.pace]).toEqual([1, 0]);
    goOn();
    await Promise.all(all);
    expect([first.pace, second.pace]).toEqual([1, 1]);
  });

  it('are shared by the jobs: of none are more parts kept than its share', async () => {
    const engines = enginesWith({ maxConcurrency: 6 }, { maxRequests: 4 });
    const engine = await engines.engineFor(ID);
    expect(engine.segmentsInFlight).toBe(4);
    const sessions = await Promise.all(Array.from({ length: 6 }, () => sessionOf(engines)));
    expect(engine.segmentsInFlight).toBe(1);
    for (const session of sessions.slice(0, 4)) session.close();
    sessions[0]?.close();
    expect(engine.segmentsInFlight).toBe(2);
    canceled.abort();
    sessions[5]?.close();
    expect(engine.segmentsInFlight).toBe(4);
    expect((await enginesWith({ maxConcurrency: 2 }).engineFor(ID)).segmentsInFlight).toBe(2);
  });

  it('go in the order of urgency', async () => {
    const engines = enginesWith({ maxConcurrency: 1 });
    let goOn = (): void => undefined;
    provider.faults.push({ type: 'slow', until: new Promise<void>((resolve) => (goOn = resolve)) });
    const low = await sessionOf(engines, { priority: 'low' });
    const normal = await sessionOf(engines, { priority: 'default' });
    const high = await sessionOf(engines, { priority: 'high' });
    const all = [low.transcribe(segment(0)), low.transcribe(segment(1))];
    all.push(normal.transcribe(segment(2)), high.transcribe(segment(3)));
    await expect.poll(() => provider.requests.length).toBe(1);
    goOn();
    await Promise.all(all);
    expect(provider.requests.map(({ fileName }) => fileName)).toEqual(
      [1, 4, 3, 2].map((part) => `part-${part}.wav`),
    );
  });
});

describe('a job that is called off', () => {
  it('lets go of its requests at once, under way or waiting, and makes room for others', async () => {
    const engines = enginesWith({ maxConcurrency: 1 });
    provider.faults.push({ type: 'hang' });
    const session = await sessionOf(engines);
    const reason = new Error('canceled');
    const outcomes = Promise.allSettled([session.transcribe(segment(0)), session.transcribe(segment(1))]);
    await expect.poll(() => provider.requests.length).toBe(1);
    canceled.abort(reason);
    expect(await outcomes).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    await provider.requests[0]?.hungUp;
    await expect(session.transcribe(segment(2))).rejects.toBe(reason);

    canceled = new AbortController();
    await (await sessionOf(engines)).transcribe(segment(3));
    expect(provider.requests.map(({ fileName }) => fileName)).toEqual(['part-1.wav', 'part-4.wav']);
  });

  it('does so when its session is closed, too', async () => {
    provider.faults.push({ type: 'hang' });
    const session = await sessionOf(enginesWith());
    const outcome = expect(session.transcribe(segment())).rejects.toMatchObject({ code: 'canceled' });
    await expect.poll(() => provider.requests.length).toBe(1);
    session.close();
    await outcome;
    await provider.requests[0]?.hungUp;
  });
});

describe('the key', () => {
  it.each<Fault>([
    { type: 'answer', status: 400, body: openAiError(`you sent Bearer ${KEY}, which`) },
    { type: 'answer', status: 500, body: openAiError(`in ${KEY.slice(0, 15)}…`) },
    { type: 'answer', status: 401, body: { detail: KEY } },
    { type: 'answer', status: 429, body: { error: KEY }, headers: { 'x-request-id': KEY } },
    { type: 'answer', status: 200, body: `{"text": ${KEY}` },
    { type: 'answer', status: 302, headers: { location: `http://localhost/${KEY}` } },
    { type: 'reset' },
    { type: 'cut' },
  ])('is in no failure, however the provider tells it: %j', async (fault) => {
    const failure = await failureWith(fault);
    const shown = `${failure.message} ${failure.stack} ${inspect(failure, { depth: 20, showHidden: true })}`;
    expect(shown).not.toContain(KEY.slice(0, 12));
    expect(shown).not.toContain(KEY.slice(-8));
  });
});
