import { once } from 'node:events';
import { readFile, mkdir, readdir, symlink, copyFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHORT_SPEECH, SPEECH } from './support/recordings.js';
import { StenoClient } from './support/steno-client.js';
import { createDataDir, removeDataDir, type Role, StenoProcess } from './support/steno-process.js';

const KEY = 'a-key-of-at-least-16-characters';
const MEBIBYTE = 1024 ** 2;

/** EX_CONFIG of sysexits.h. */
const BAD_CONFIGURATION = 78;

const posted = (contentType: string, body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': contentType },
});
const part = (name: string, filename?: string): string =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${filename ? `; filename="${filename}"` : ''}\r\n\r\nabc\r\n`;
const MULTIPART = 'multipart/form-data; boundary=x';
const UPLOAD = part('file', 'a.wav');

const REFUSALS: [name: string, path: string, init: RequestInit, expected: [status: number, code: string]][] =
  [
    [
      'a URL-encoded form',
      '/v1/jobs',
      posted('application/x-www-form-urlencoded', 'audio_file_path=/a'),
      [415, 'unsupported_content_type'],
    ],
    ['plain text', '/v1/jobs', posted('text/plain', 'a'), [415, 'unsupported_content_type']],
    ['a recording as the body', '/v1/jobs', posted('audio/wav', 'a'), [415, 'unsupported_content_type']],
    ['empty JSON', '/v1/jobs', posted('application/json', ''), [400, 'bad_request']],
    [
      'a form without boundary',
      '/v1/jobs',
      posted('multipart/form-data', `${UPLOAD}--x--`),
      [400, 'malformed_form'],
    ],
    ['a form that ends too early', '/v1/jobs', posted(MULTIPART, UPLOAD), [400, 'malformed_form']],
    ['two files', '/v1/jobs', posted(MULTIPART, `${UPLOAD}${UPLOAD}--x--\r\n`), [422, 'validation_failed']],
    ['a file as text', '/v1/jobs', posted(MULTIPART, `${part('file')}--x--\r\n`), [422, 'validation_failed']],
    [
      'a hundred fields',
      '/v1/jobs',
      posted(MULTIPART, `${part('a').repeat(100)}${UPLOAD}--x--\r\n`),
      [422, 'validation_failed'],
    ],
    [
      'a field __proto__',
      '/v1/jobs',
      posted(MULTIPART, `${part('__proto__')}${UPLOAD}--x--\r\n`),
      [422, 'validation_failed'],
    ],
    ['a broken escape', '/v1/jobs/%ff', {}, [400, 'bad_request']],
    ['an id with NUL', '/v1/jobs/a%00b', {}, [404, 'job_not_found']],
    ['a cancel of an id with NUL', '/v1/jobs/a%00b/cancel', { method: 'POST' }, [404, 'job_not_found']],
    ['an id of 200 characters', `/v1/jobs/${'a'.repeat(200)}`, {}, [404, 'job_not_found']],
    ['an endless id', `/v1/jobs/${'a'.repeat(600)}`, {}, [414, 'uri_too_long']],
    ['a path that is not there', '/v1/nothing', {}, [404, 'not_found']],
  ];

/** What the API takes, what it refuses, and what that costs. No worker runs: jobs stay queued. */
describe('the door of the API', () => {
  let dataDir: string;
  let roots: string;
  let steno: StenoProcess;
  let client: StenoClient;

  beforeAll(async () => {
    dataDir = await createDataDir();
    roots = join(dataDir, 'recordings');
    await mkdir(roots);
    await copyFile(SHORT_SPEECH, join(roots, 'speech.wav'));
    await symlink('/etc/hostname', join(roots, 'link.wav'));
    steno = await StenoProcess.start([], dataDir, {
      ADMIN_KEY: KEY,
      AUDIO_ROOTS: roots,
      MAX_QUEUED_JOBS: '30',
    });
    client = new StenoClient(steno.url, KEY);
  });

  afterAll(async () => {
    await steno.stop();
    await removeDataDir(dataDir);
  });

  it('lets nobody in without the key, but probes and documentation', async () => {
    const stranger = new StenoClient(steno.url);
    for (const path of ['/v1/jobs', '/v1/jobs/x', '/v1/queues']) {
      const answer = await stranger.request(path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        401,
        'application/problem+json',
      ]);
    }
    expect((await stranger.upload(SHORT_SPEECH)).status).toBe(401);
    const guess = await new StenoClient(steno.url, `${KEY}x`).request('/v1/jobs');
    expect(guess.status).toBe(401);
    expect(guess.json).toMatchObject({
      code: 'invalid_api_key',
      detail: 'This API key is not known.',
    });
    expect((await stranger.request('/v1/jobs')).json).toMatchObject({ code: 'unauthorized' });
    for (const path of ['/health/live', '/health/ready', '/health/startup', '/docs', '/openapi.json']) {
      expect([path, (await stranger.request(path)).status]).toEqual([path, 200]);
    }
  });

  it('accepts the same request with the same id once, and refuses another one', async () => {
    const first = await client.upload(SHORT_SPEECH, { job_id: 'twice', priority: 'high' });
    expect([first.status, first.headers.get('location')]).toEqual([202, '/v1/jobs/twice']);
    expect(first.json).toMatchObject({ status: 'queued', queue_name: 'transcription_jobs_high' });
    const again = await client.upload(SHORT_SPEECH, { job_id: 'twice', priority: 'high' }, 'other-name.wav');
    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({
      created_at: first.json['created_at'],
      audio: { name: 'arctic-aew-a0003.wav' },
    });
    const otherFile = await client.upload(SPEECH, { job_id: 'twice', priority: 'high' });
    const otherField = await client.upload(SHORT_SPEECH, { job_id: 'twice' });
    for (const { status, json } of [otherFile, otherField]) {
      expect([status, json['code']]).toEqual([409, 'job_id_taken']);
    }
  });

  it('takes a file under AUDIO_ROOTS by its path, and none that lies or leads elsewhere', async () => {
    const post = (path: string) => client.post('/v1/jobs', { audio_file_path: path });
    expect((await post(join(roots, 'speech.wav'))).json['audio']).toMatchObject({
      source: 'path',
      name: 'speech.wav',
    });
    const outside = [
      '/etc/passwd',
      join(roots, '../secret'),
      join(roots, 'link.wav'),
      roots,
      'speech.wav',
      '/dev/zero',
    ];
    for (const path of [...outside, join(roots, 'absent.wav')]) {
      const { status, json } = await post(path);
      expect([path, status, json['code']]).toEqual([path, 422, 'audio_path_not_allowed']);
    }
  });

  it('names every field that is wrong', async () => {
    const fields = {
      priority: 'urgent',
      timeout: '0',
      retry_delay: '[1,-1]',
      job_id: 'a b',
      colour: 'red',
      meta: '[1]',
    };
    const { status, json } = await client.upload(SHORT_SPEECH, fields);
    expect([status, json['code']]).toEqual([422, 'validation_failed']);
    const named = (json['errors'] as { field: string }[]).map(({ field }) => field);
    expect(new Set(named)).toEqual(new Set(Object.keys(fields)));
  });

  it.each([
    ['language', { language: 'de' }, 'language_not_supported'],
    ['model', { model: 'whisper-9' }, 'model_not_served'],
    ['NUL in meta', { meta: '{"a":"\\u0000"}' }, 'validation_failed'],
  ])('refuses a bad %s', async (_name, fields, code) => {
    const { status, json } = await client.upload(SHORT_SPEECH, fields);
    expect([status, json['code']]).toEqual([422, code]);
  });

  it('says what to do about a wrong field, and takes empty ones for absent', async () => {
    const fields = { timeout: '1.5', retry_delay: 'x', colour: 'red', ['n'.repeat(100)]: '1' };
    const { json } = await client.upload(SHORT_SPEECH, fields);
    const told = Object.fromEntries(
      (json['errors'] as { field: string; message: string }[]).map(({ field, message }) => [field, message]),
    );
    expect(told).toEqual({
      timeout: 'timeout must be a whole number of seconds from 1 to 86400',
      retry_delay: expect.stringContaining('one number, or a list'),
      colour: expect.stringContaining('there are job_id, audio_file_path, priority'),
      ['n'.repeat(64)]: expect.any(String),
    });
    const empty = await client.post('/v1/jobs', { audio_file_path: null, model: '' });
    expect([empty.status, empty.json['code']]).toEqual([422, 'validation_failed']);
    const path = join(roots, 'speech.wav');
    expect((await client.post('/v1/jobs', { audio_file_path: path, model: null, job_id: '' })).status).toBe(
      202,
    );
  });

  it('comes to no harm by what costs much to check', async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 1]));
    const deep = `{"meta":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const post = (body: string) =>
      client.request('/v1/jobs', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    for (const { status, json } of [
      await post(JSON.stringify(many)),
      await post(deep),
      await post('[]'),
      await client.upload(SHORT_SPEECH, { meta: `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}` }),
    ]) {
      expect([status, json['code']]).toEqual([422, 'validation_failed']);
    }
    const large = await post(JSON.stringify({ meta: 'x'.repeat(65 * 1024) }));
    expect([large.status, large.json['code']]).toEqual([413, 'payload_too_large']);
    expect(failures(steno)).toEqual([]);
  });

  it.each(REFUSALS)('answers %s with a problem', async (_name, path, init, expected) => {
    const { status, headers, json } = await client.request(path, init);
    expect([status, json['code']]).toEqual(expected);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(failures(steno)).toEqual([]);
  });

  it('answers what is no HTTP with a problem too', async () => {
    const answer = await exchange(steno.url, 'GET / HTTP/9.9\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/);
  });

  it('decides by the head of a request, before its body comes', async () => {
    const head = (...lines: string[]) => ['POST /v1/jobs HTTP/1.1', 'Host: x', ...lines, '', ''].join('\r\n');
    const json = ['Content-Type: application/json', 'Content-Length: 1000'];
    expect(await exchange(steno.url, head(...json))).toMatch(/^HTTP\/1.1 401 /);
    const form = ['Content-Type: multipart/form-data; boundary=x', `Content-Length: ${1024 ** 4}`];
    expect(await exchange(steno.url, head(...form))).toMatch(/^HTTP\/1.1 401 /);
    const allowed = head(...form, `Authorization: Bearer ${KEY}`);
    expect(await exchange(steno.url, allowed)).toMatch(/^HTTP\/1.1 413 [^]*"audio_too_large"/);
  });

  it('shows its documentation in no frame', async () => {
    const { headers } = await client.request('/docs');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect((await client.request('/docs-yaml')).status).toBe(404);
  });

  it('wants exactly one recording', async () => {
    const none = await client.post('/v1/jobs', { priority: 'low' });
    const both = await client.upload(SHORT_SPEECH, { audio_file_path: join(roots, 'speech.wav') });
    for (const { status, json } of [none, both])
      expect([status, json['code']]).toEqual([422, 'validation_failed']);
    const garbled = await client.request('/v1/jobs', {
      method: 'POST',
      body: '{"a":',
      headers: { 'content-type': 'application/json' },
    });
    expect([garbled.status, garbled.json['code']]).toEqual([400, 'bad_request']);
    expect(garbled.json['detail']).toBe('The body is not valid JSON.');
  });

  it('keeps nothing of an upload that it refused or that broke off', async () => {
    await client.upload(SPEECH, { priority: 'urgent' });
    await breakOff(steno.url);
    await expect.poll(() => readdir(join(dataDir, 'audio/incoming')), { timeout: 5000 }).toEqual([]);
    const shards = (await readdir(join(dataDir, 'audio'))).filter((name) => /^[0-9a-f]{2}$/.test(name));
    const kept = await Promise.all(shards.map((shard) => readdir(join(dataDir, 'audio', shard))));
    // Of all the above only the short recording was ever part of an accepted job.
    expect(kept.flat().length).toBe(1);
  });

  it('cancels a waiting job at once, and again without complaint', async () => {
    await client.submit(SHORT_SPEECH, { job_id: 'unwanted' });
    for (const _ of [1, 2]) {
      expect((await client.post('/v1/jobs/unwanted/cancel')).json).toEqual({ success: true });
    }
    expect((await client.job('unwanted')).status).toBe('canceled');
    const transcript = await client.request('/v1/jobs/unwanted/transcript');
    expect([transcript.status, transcript.json['code']]).toEqual([409, 'job_canceled']);
    expect((await client.post('/v1/jobs/nobody/cancel')).json['code']).toBe('job_not_found');
    const { json } = await client.request('/v1/queues/transcription_jobs');
    expect(json).toMatchObject({ queue_name: 'transcription_jobs', canceled_count: 1 });
    expect((await client.request('/v1/queues/other')).json['code']).toBe('queue_not_found');
  });

  it('streams a gigabyte to the disk without growing by it', async () => {
    const before = await residentBytes(steno.pid);
    let peak = before;
    const timer = setInterval(
      () => void residentBytes(steno.pid).then((bytes) => (peak = Math.max(peak, bytes))),
      100,
    );
    const status = await uploadBytes(steno.url, 1024 * MEBIBYTE);
    clearInterval(timer);
    expect(status).toBe(202);
    expect((peak - before) / MEBIBYTE).toBeLessThan(40);
  });

  it('refuses more jobs than MAX_QUEUED_JOBS', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 31; index += 1) statuses.push((await client.upload(SHORT_SPEECH)).status);
    expect(statuses.at(-1)).toBe(429);
    const refused = await client.upload(SHORT_SPEECH);
    expect([refused.json['code'], refused.headers.get('retry-after')]).toEqual(['too_many_jobs', '5']);
    const again = await client.upload(SHORT_SPEECH, { job_id: 'twice', priority: 'high' });
    expect(again.status).toBe(200);
  });

  it('is closed to pages of other sites when it has no key', async () => {
    const openDir = await createDataDir();
    const open = await StenoProcess.start([], openDir);
    try {
      const asked = (headers: Record<string, string>) => statusOf(open.url, headers);
      expect(await asked({})).toBe(200);
      expect(await asked({ 'sec-fetch-site': 'same-origin' })).toBe(200);
      expect(await asked({ 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(await asked({ host: 'rebound.example:3000' })).toBe(403);
      expect(await asked({ origin: open.url })).toBe(200);
      expect(await asked({ origin: 'null' })).toBe(403);
      expect(await asked({ origin: 'http://localhost:8080' })).toBe(403);
    } finally {
      await open.stop();
      await removeDataDir(openDir);
    }
  });

  it('does not start where others could reach it without a key', async () => {
    const bare = await StenoProcess.spawn([], dataDir, { HOST: '0.0.0.0', PORT: 'high' });
    expect(await bare.exit()).toBe(BAD_CONFIGURATION);
    expect(bare.stderr).toContain('PORT: expected');
    const keyless = await StenoProcess.spawn([], dataDir, { HOST: '0.0.0.0' });
    expect(await keyless.exit()).toBe(BAD_CONFIGURATION);
    expect(keyless.stderr).toContain('ADMIN_KEY: expected');
  });

  it('does not start with flags, a queue or a model that there are not', async () => {
    const ends = async (role: Role, env: Record<string, string> = {}) => {
      const refused = await StenoProcess.spawn(role, dataDir, env);
      return [await refused.exit(), refused.stderr];
    };
    const with78 = (message: RegExp) => [BAD_CONFIGURATION, expect.stringMatching(message)];
    expect(await ends(['--worker', '--queues'])).toEqual(with78(/Unknown option '--queues'[^]*--worker/));
    expect(await ends(['--worker', '--queue', 'jobs'])).toEqual(with78(/no queue "jobs"/));
    expect(await ends(['--worker'], { MODEL: 'moonshot' })).toEqual(with78(/no model "moonshot"/));
  });
});

/** What the log tells of requests that failed by a fault of ours. */
function failures(steno: StenoProcess): unknown[] {
  return steno.events.filter(({ message }) => message === 'request failed');
}

/** Sends bytes, and reads the first of the answer. */
async function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString();
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

const HEAD = '--x\r\nContent-Disposition: form-data; name="file"; filename="big.wav"\r\n\r\n';

function* zeros(bytes: number): Generator<Buffer> {
  yield Buffer.from(HEAD);
  const chunk = Buffer.alloc(MEBIBYTE);
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
  yield Buffer.from('\r\n--x--\r\n');
}

const formHeaders = { 'content-type': 'multipart/form-data; boundary=x', authorization: `Bearer ${KEY}` };

async function uploadBytes(url: string, bytes: number): Promise<number> {
  const sending = request(`${url}/v1/jobs`, { method: 'POST', headers: formHeaders });
  const status = new Promise<number>((resolve, reject) => {
    sending.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
  });
  await pipeline(Readable.from(zeros(bytes)), sending);
  return await status;
}

/** Starts an upload and hangs up in the middle of the file. */
async function breakOff(url: string): Promise<void> {
  const sending = request(`${url}/v1/jobs`, { method: 'POST', headers: formHeaders });
  const closed = new Promise<void>((resolve) =>
    sending.on('error', () => resolve()).on('close', () => resolve()),
  );
  sending.write(HEAD);
  await new Promise<void>((resolve) => sending.write(Buffer.alloc(MEBIBYTE), () => resolve()));
  sending.destroy();
  await closed;
}

/** By node:http, which sends the headers that fetch forbids. */
async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return await new Promise((resolve, reject) => {
    request(`${url}/v1/jobs`, { headers })
      .on('response', (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', reject)
      .end();
  });
}
