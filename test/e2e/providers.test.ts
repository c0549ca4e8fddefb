import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, ProviderServer } from '../support/provider-server.js';
import { spokenAt } from '../support/speech.js';
import { SHORT_SPEECH } from './support/recordings.js';
import { type Answer, type JobView, StenoClient } from './support/steno-client.js';
import type { StenoProcess } from './support/steno-process.js';
import { StenoService } from './support/steno-service.js';

const SECRET_KEY = 'the secret of this installation';
const KEY = 'sk-e2e-4f9aB7Qq81x4Zq';
const ID = 'openai-key-1';

/** A sentence every five seconds, for a minute and a half: three parts. */
const SENTENCES = Array.from({ length: 18 }, (_, index) => 5 * index);
const SECONDS = 90;
const PART_SECONDS = 40;

/** Keeps all that it was answered. */
class RecordingClient extends StenoClient {
  readonly answers: string[] = [];

  override async request(path: string, init?: RequestInit): Promise<Answer> {
    const answer = await super.request(path, init);
    this.answers.push(`${path} ${JSON.stringify([...answer.headers])} ${answer.text}`);
    return answer;
  }
}

let folder: string;
let recording: string;
let service: StenoService;
let client: RecordingClient;
let worker: StenoProcess;
let provider: ProviderServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steno-providers-'));
  recording = join(folder, 'sentences.wav');
  await writeFile(recording, spokenAt(SENTENCES, SECONDS));
  const env = { SECRET_KEY, LOG_LEVEL: 'DEBUG', SHUTDOWN_TIMEOUT: '0' };
  service = await StenoService.start({ queue: 'postgres', env });
  client = new RecordingClient(service.api.url);
  worker = await service.startWorker();
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  provider = await ProviderServer.start(KEY);
  await store();
});

afterEach(async () => {
  await client.request(`/v1/api-keys/${ID}`, { method: 'DELETE' });
  await provider.close();
});

async function store(changes: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const base = { api_key_id: ID, base_url: provider.baseUrl, key: KEY, max_part_seconds: PART_SECONDS };
  return await client.post('/v1/api-keys', { ...base, ...changes });
}

function submit(fields: Readonly<Record<string, string>> = {}, file = recording): Promise<string> {
  return client.submit(file, { api_key_id: ID, retry_delay: '0', ...fields });
}

/** The whole recording, joined: each sentence once, at its time. */
function expectWhole(job: JobView): void {
  const starts = job.result?.segments.map(({ start }) => start) ?? [];
  expect(starts).toHaveLength(SENTENCES.length);
  for (const [index, start] of starts.entries()) expect(Math.abs(start - 5 * index)).toBeLessThan(0.5);
}

describe('a job with an api_key_id', () => {
  it('runs on the provider, in parts that are cut at silence and joined', async () => {
    const job = await client.untilFinished(await submit());
    expect(job).toMatchObject({ api_key_id: ID, model: 'whisper-1', attempt: 1, language: 'auto' });
    expect(job.result).toMatchObject({ model: 'whisper-1', language: 'en' });
    expectWhole(job);
    expect(provider.requests.length).toBeGreaterThanOrEqual(3);
    expect(provider.requests.length).toBeLessThanOrEqual(4);
    expect(provider.requests.every(({ seconds }) => seconds <= PART_SECONDS)).toBe(true);
    expect(provider.mostAtOnce).toBeLessThanOrEqual(2);
    const words = await client.request(`/v1/jobs/${job.job_id}/transcript?format=verbose_json`);
    expect(words.json['words']).toHaveLength(2 * SENTENCES.length);
    expect((await client.request(`/v1/jobs/${job.job_id}/transcript?format=srt`)).text).toContain(
      'Sentence 1.',
    );
    expect((await client.request(`/v1/api-keys/${ID}`)).json['last_used_at']).not.toBeNull();
  });

  it('goes in one part where the provider takes it', async () => {
    await client.request(`/v1/api-keys/${ID}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ max_part_seconds: 180 }),
    });
    expectWhole(await client.untilFinished(await submit()));
    expect(provider.requests).toHaveLength(1);
  });

  it('sends the language that it names', async () => {
    const job = await client.untilFinished(await submit({ language: 'de' }, SHORT_SPEECH));
    expect(job.result?.language).toBe('de');
    expect(provider.requests[0]?.fields['language']).toEqual(['de']);
  });

  it('sends the terms of its lexicon, the likeliest first, and corrects what comes back', async () => {
    const entries = [
      'Digium',
      { term: 'Helstone', boost: 2 },
      { term: 'Chapter', sounds_like: ['sentence'] },
    ];
    await client.post('/v1/lexicons', { lexicon_id: 'telephony', entries });
    const job = await client.untilFinished(await submit({ lexicon_id: 'telephony' }, SHORT_SPEECH));
    expect(provider.requests[0]?.fields['prompt']).toEqual(['Helstone, Digium, Chapter']);
    expect(job.result?.text).toMatch(/^Chapter 1\./);
  });

  it('is refused with a key or a model that is not there', async () => {
    const refused = async (fields: Readonly<Record<string, string>>) =>
      (await client.upload(SHORT_SPEECH, fields)).json['code'];
    expect(await refused({ api_key_id: 'nobody' })).toBe('api_key_unknown');
    expect(await refused({ api_key_id: ID, model: 'moonshine-tiny-en' })).toBe('model_not_served');
    expect(await refused({ api_key_id: ID, language: 'e1' })).toBe('language_not_supported');
  });

  it('fails when its key is deleted before it runs', async () => {
    const id = await submit({ delay: '1' }, SHORT_SPEECH);
    await client.request(`/v1/api-keys/${ID}`, { method: 'DELETE' });
    const job = await client.untilEnded(id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'provider_rejected' } });
  });
});

describe('a provider that fails', () => {
  it.each<[string, Fault]>([
    ['answers 429', { type: 'answer', status: 429 }],
    ['answers 500', { type: 'answer', status: 500, body: 'Internal Server Error' }],
    [
      'answers 503 as HTML',
      { type: 'answer', status: 503, headers: { 'content-type': 'text/html' }, body: '<p>' },
    ],
    ['resets the connection', { type: 'reset' }],
    ['breaks off its answer', { type: 'cut' }],
    ['answers with broken JSON', { type: 'answer', status: 200, body: '{"text": "For' }],
  ])('once (%s) costs a retry, and nothing is heard twice', async (_name, fault) => {
    provider.faults.push(fault);
    const job = await client.untilFinished(await submit());
    expectWhole(job);
    const parts = new Set(provider.requests.map(({ fileName }) => fileName));
    expect(provider.requests.length).toBeGreaterThan(parts.size);
    // An attempt that had written down another part by then does not count.
    expect([1, 2]).toContain(job.attempt);
  });

  it('by being slow costs time', async () => {
    provider.faults.push({ type: 'slow', until: pause(1500) });
    const job = await client.untilFinished(await submit());
    expectWhole(job);
    expect(job.attempt).toBe(1);
  });

  it('and asks for patience is left alone for so long', async () => {
    provider.faults.push({ type: 'answer', status: 429, headers: { 'retry-after': '3' } });
    const id = await submit({}, SHORT_SPEECH);
    await client.until(id, ({ status }) => status === 'scheduled');
    const job = await client.untilFinished(id);
    const [first, second] = provider.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(3000);
    expect(job.attempt).toBe(2);
  });

  it('again and again fails the job in the end', async () => {
    for (let request = 0; request < 3; request += 1) provider.faults.push({ type: 'answer', status: 503 });
    const job = await client.untilEnded(await submit({ retry_count: '2' }, SHORT_SPEECH));
    expect(job).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'provider_unavailable' } });
    expect(provider.requests).toHaveLength(3);
  });

  it('now and then does not fail a long job: an attempt that got further does not count', async () => {
    await client.request(`/v1/api-keys/${ID}`, { method: 'DELETE' });
    await store({ max_concurrency: 1 });
    const heard: Fault = { type: 'slow', until: Promise.resolve() };
    const away: Fault = { type: 'answer', status: 500 };
    provider.faults.push(heard, away, heard, away);
    const job = await client.untilFinished(await submit({ retry_count: '1' }));
    expectWhole(job);
    expect(job.attempt).toBe(1);
    expect(provider.faults).toEqual([]);
  });

  it.each([400, 401, 403, 404, 413, 422])('with %i fails the job at once', async (status) => {
    provider.faults.push({ type: 'answer', status, body: { error: { message: `no, ${KEY}` } } });
    const job = await client.untilEnded(await submit({}, SHORT_SPEECH));
    expect(job).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: { code: 'provider_rejected', retryable: false },
    });
    expect(job.error?.message).toContain(`(${status}): no, (secret)`);
    expect(provider.requests).toHaveLength(1);
  });

  it('to know the key fails the job without telling it', async () => {
    await client.request(`/v1/api-keys/${ID}`, { method: 'DELETE' });
    await store({ key: `${KEY}-wrong` });
    const job = await client.untilEnded(await submit({}, SHORT_SPEECH));
    expect(job).toMatchObject({ status: 'failed', error: { code: 'provider_rejected' } });
  });
});

describe('a job whose provider does not answer', () => {
  const submitHanging = async (fields: Readonly<Record<string, string>> = {}): Promise<string> => {
    provider.faults.push({ type: 'hang' });
    const id = await submit(fields, SHORT_SPEECH);
    await expect.poll(() => provider.requests.length, { timeout: 20_000 }).toBe(1);
    return id;
  };

  it('lets go of it when it is canceled', async () => {
    const id = await submitHanging();
    expect((await client.post(`/v1/jobs/${id}/cancel`)).json).toEqual({ success: true });
    await provider.requests[0]?.hungUp;
    expect(await client.untilEnded(id)).toMatchObject({ status: 'canceled', error: null });
  });

  it('lets go of it when its time is over', async () => {
    const id = await submitHanging({ timeout: '2', retry_count: '0' });
    await provider.requests[0]?.hungUp;
    expect(await client.untilEnded(id)).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
  });

  it('keeps no recogniser from the jobs of this machine', async () => {
    const id = await submitHanging();
    const local = await client.untilFinished(await client.submit(SHORT_SPEECH));
    expect(local.result?.text).toMatch(/twentieth time/i);
    expect((await client.job(id)).status).toBe('started');
    await client.post(`/v1/jobs/${id}/cancel`);
    await client.untilEnded(id);
  });

  it('keeps no place from the jobs of this machine, however many jobs it keeps waiting', async () => {
    provider.faults.push(...Array.from({ length: 8 }, () => ({ type: 'hang' }) as const));
    const ids = await Promise.all(Array.from({ length: 8 }, () => submit({}, SHORT_SPEECH)));
    const started = async () =>
      (await Promise.all(ids.map((id) => client.job(id)))).filter(({ status }) => status === 'started');
    await expect.poll(async () => (await started()).length, { timeout: 10_000 }).toBe(4);
    const local = await client.untilFinished(await client.submit(SHORT_SPEECH));
    expect(local.result?.text).toMatch(/twentieth time/i);
    expect(await started()).toHaveLength(4);
    await Promise.all(ids.map((id) => client.post(`/v1/jobs/${id}/cancel`)));
    await Promise.all(ids.map((id) => client.untilEnded(id)));
  });

  it('goes on at another worker after a shutdown, with the parts that are missing', async () => {
    await client.request(`/v1/api-keys/${ID}`, { method: 'DELETE' });
    await store({ max_concurrency: 1 });
    provider.faults.push({ type: 'slow', until: Promise.resolve() }, { type: 'hang' });
    const id = await submit();
    await expect.poll(() => provider.requests.length, { timeout: 20_000 }).toBe(2);
    await worker.stop();
    await provider.requests[1]?.hungUp;
    expect(await client.job(id)).toMatchObject({ status: 'queued', attempt: 0 });
    worker = await service.startWorker();
    const job = await client.untilFinished(id);
    expectWhole(job);
    expect(job.attempt).toBe(1);
    const names = provider.requests.map(({ fileName }) => fileName);
    expect(names.slice(0, 3)).toEqual(['part-1.wav', 'part-2.wav', 'part-2.wav']);
    expect(new Set(names).size).toBe(names.length - 1);
  });
});

describe('the keys of providers', () => {
  it('are stored, shown without their secret, changed and deleted', async () => {
    const created = await store({ api_key_id: 'second', model: 'gpt-4o-transcribe' });
    expect(created).toMatchObject({
      status: 201,
      json: {
        api_key_id: 'second',
        provider: 'openai',
        base_url: provider.baseUrl,
        model: 'gpt-4o-transcribe',
        response_format: 'json',
        max_part_seconds: PART_SECONDS,
        max_concurrency: 2,
        key_last_four: 'x4Zq',
        last_used_at: null,
      },
    });
    expect(created.headers.get('location')).toBe('/v1/api-keys/second');
    const list = (await client.request('/v1/api-keys')).json as { api_keys: { api_key_id: string }[] };
    expect(list.api_keys.map(({ api_key_id }) => api_key_id)).toEqual([ID, 'second']);
    expect((await store({ api_key_id: 'second' })).json).toMatchObject({ code: 'api_key_id_taken' });
    expect((await client.request('/v1/api-keys/second', { method: 'DELETE' })).status).toBe(204);
    expect((await client.request('/v1/api-keys/second')).json).toMatchObject({ code: 'api_key_not_found' });
  });

  it('are not taken with values that make no sense', async () => {
    const fields = async (changes: Readonly<Record<string, unknown>>) => {
      const { status, json } = await store({ api_key_id: 'third', ...changes });
      return [status, ...(json['errors'] as { field: string }[]).map(({ field }) => field).toSorted()];
    };
    expect(await fields({ base_url: 'http://169.254.169.254/latest' })).toEqual([422, 'base_url']);
    expect(await fields({ base_url: 'http://api.openai.com/v1' })).toEqual([422, 'base_url']);
    expect(await fields({ key: `${KEY} and more` })).toEqual([422, 'key']);
    expect(await fields({ key: undefined })).toEqual([422, 'key']);
    expect(await fields({ api_key_id: '../x' })).toEqual([422, 'api_key_id']);
    expect(await fields({ provider: 'other', max_concurrency: 0 })).toEqual([
      422,
      'max_concurrency',
      'provider',
    ]);
    expect(await fields({ secret: KEY })).toEqual([422, 'secret']);
    expect((await client.request('/v1/api-keys', { method: 'POST' })).status).toBe(422);
  });

  it('need a SECRET_KEY: without one the API says what to do', async () => {
    const without = await StenoService.start({ queue: 'postgres' });
    try {
      const base = { api_key_id: ID, base_url: provider.baseUrl, key: KEY };
      const answers = [
        await without.client.post('/v1/api-keys', base),
        await without.client.upload(SHORT_SPEECH, { api_key_id: ID }),
      ];
      for (const { status, json } of answers) {
        expect([status, json['code']]).toEqual([501, 'secret_key_missing']);
        expect(json['detail']).toMatch(/set SECRET_KEY/);
      }
    } finally {
      await without.stop();
    }
  });
});

/** After all that was done and failed above. */
describe('the key of a provider', () => {
  it('is in no log, no answer and no column in clear', async () => {
    await client.request('/v1/jobs?limit=500');
    const logs = [service.api, ...service.workers].map(
      ({ events, stderr }) => JSON.stringify(events) + stderr,
    );
    const places = {
      logs: logs.join('\n'),
      answers: client.answers.join('\n'),
      database: await service.dump(),
    };
    expect(places.logs).toContain('provider key stored');
    expect(places.answers).toContain('provider_rejected');
    expect(places.database).toContain(ID);
    const bytes = Buffer.from(KEY);
    const forms = [
      KEY,
      KEY.slice(0, 12),
      KEY.slice(-10),
      bytes.toString('hex'),
      bytes.toString('base64').slice(0, -4),
    ];
    for (const [place, text] of Object.entries(places)) {
      for (const form of forms) expect(text.includes(form), `${form} in the ${place}`).toBe(false);
    }
  });
});
