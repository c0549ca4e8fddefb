import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService } from './support/local-service.js';
import { SHORT_SPEECH } from './support/recordings.js';
import type { Answer, StenoClient } from './support/steno-client.js';

const SPOKEN = 'For the twentieth time that evening the two men shook hands.';

/** `shook hands` is what a recording of the tests says. */
const ENTRIES = [{ term: 'Shook-Hansen', sounds_like: ['shook hands'], boost: 2 }, 'hydrochlorothiazide'];

describe('lexicons over HTTP', () => {
  let service: LocalService;
  let client: StenoClient;

  beforeAll(async () => {
    service = await LocalService.start();
    client = service.client;
  });

  afterAll(() => service.stop());

  const put = async (id: string, body: string, headers: Record<string, string>): Promise<Answer> =>
    await client.request(`/v1/lexicons/${id}`, { method: 'PUT', body, headers });
  const putCsv = async (id: string, body: string) => await put(id, body, { 'content-type': 'text/csv' });

  it('are created, read, listed and deleted', async () => {
    const created = await client.post('/v1/lexicons', {
      lexicon_id: 'terms-v1',
      description: 'Of the tests',
      entries: ENTRIES,
    });
    expect(created).toMatchObject({
      status: 201,
      json: { lexicon_id: 'terms-v1', version: 1, term_count: 2 },
    });
    expect(await client.post('/v1/lexicons', { lexicon_id: 'terms-v1', entries: [] })).toMatchObject({
      status: 409,
      json: { code: 'lexicon_id_taken' },
    });
    expect((await client.request('/v1/lexicons/terms-v1')).json).toEqual(created.json);
    const entries = await client.request('/v1/lexicons/terms-v1@1/entries?offset=1&limit=5');
    expect(entries.json).toEqual({
      term_count: 2,
      version: 1,
      entries: [
        {
          term: 'hydrochlorothiazide',
          sounds_like: [],
          boost: 1,
          case: 'keep',
          whole_word: true,
        },
      ],
    });
    expect((await client.request('/v1/lexicons')).json).toMatchObject({
      lexicons: [{ lexicon_id: 'terms-v1' }],
      next_cursor: null,
    });
    expect((await client.request('/v1/lexicons/terms-v1', { method: 'DELETE' })).status).toBe(204);
    expect(await client.request('/v1/lexicons/terms-v1')).toMatchObject({
      status: 404,
      json: { code: 'lexicon_not_found' },
    });
  });

  it('are imported and exported as CSV and as JSON, with a version for each change', async () => {
    const csv = 'term,sounds_like,boost,case,whole_word\nDigium,dig him|did you m,2,exact,true\n';
    expect(await putCsv('files', csv)).toMatchObject({ status: 201, json: { version: 1 } });
    expect((await client.request('/v1/lexicons/files/export?format=csv')).text).toBe(csv);
    const { text: json } = await client.request('/v1/lexicons/files/export');
    const asJson = { 'content-type': 'application/json' };
    expect(await put('files', json, asJson)).toMatchObject({ status: 200, json: { version: 1 } });
    expect(await put('files', json, { ...asJson, 'if-none-match': '*' })).toMatchObject({ status: 409 });
    expect(await putCsv('files', 'term\nDigium\nAsterisk\n')).toMatchObject({ json: { version: 2 } });
    expect((await client.request('/v1/lexicons/files/versions')).json).toMatchObject({
      versions: [{ version: 2, term_count: 2 }, { version: 1 }],
    });
  });

  it('take ten thousand terms, and apply them at once', async () => {
    const terms = Array.from({ length: 9999 }, (_, at) => `Zyx${at.toString(36)}quor`);
    const written = await putCsv('large', `term\n${terms.join('\n')}\nhydrochlorothiazide\n`);
    expect(written).toMatchObject({ status: 201, json: { term_count: 10_000 } });
    const preview = await client.post('/v1/lexicons/large/preview', {
      text: 'She takes hydro chloro thiazide, twice a day.',
    });
    expect(preview).toMatchObject({
      status: 200,
      json: {
        text: 'She takes hydrochlorothiazide, twice a day.',
        corrections: [{ from: 'hydro chloro thiazide', to: 'hydrochlorothiazide' }],
      },
    });
    expect(await putCsv('large', `term\n${terms.join('\n')}\na\nb\n`)).toMatchObject({
      status: 422,
      json: { errors: [{ field: 'entries' }] },
    });
  });

  it.each([
    ['an entry that cannot be used', '{"entries":[{"term":"a","boost":99}]}', 422, 'validation_failed'],
    ['a field that is none', '{"entries":[],"terms":[]}', 422, 'validation_failed'],
    ['a list', '[]', 422, 'validation_failed'],
    ['no JSON', '{', 400, 'bad_request'],
  ])('refuse %s', async (_, body, status, code) => {
    const answer = await put('bad', body, { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status, json: { code } });
  });

  it('refuse a name that no job could have, CSV without terms, and what is neither', async () => {
    expect(await putCsv('a b', 'term\na\n')).toMatchObject({ status: 422 });
    expect(await putCsv('a', 'name\na\n')).toMatchObject({ status: 422 });
    expect(await put('a', 'a', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await putCsv('a', `term\n${'x'.repeat(9 * 1024 ** 2)}`)).toMatchObject({ status: 413 });
  });

  it('are applied to jobs, which keep the version that they were submitted with', async () => {
    await client.post('/v1/lexicons', { lexicon_id: 'speech', entries: ENTRIES });
    const job = await client.submit(SHORT_SPEECH, { lexicon_id: 'speech' });
    await client.request('/v1/lexicons/speech', { method: 'DELETE' });
    const finished = await client.untilFinished(job);
    expect(finished).toMatchObject({ lexicon_id: 'speech', lexicon_version: 1 });
    expect(finished.result).toMatchObject({
      text: SPOKEN.replace('shook hands', 'Shook-Hansen'),
      corrections: [{ from: 'shook hands', to: 'Shook-Hansen', segment: 0, score: 1 }],
    });
    const plain = await client.untilFinished(await client.submit(SHORT_SPEECH));
    expect(plain).toMatchObject({ lexicon_id: null, result: { text: SPOKEN } });
    expect(plain.result).not.toHaveProperty('corrections');
  });

  it('are asked for by jobs only when they are there', async () => {
    const refused = await client.post('/v1/jobs', { audio_file_path: '/a.wav', lexicon_id: 'none' });
    expect(refused.status).toBe(422);
    const form = new FormData();
    form.append('lexicon_id', 'none@3');
    form.append('file', new Blob(['RIFF']), 'a.wav');
    expect(await client.request('/v1/jobs', { method: 'POST', body: form })).toMatchObject({
      status: 422,
      json: { code: 'lexicon_unknown' },
    });
  });
});
