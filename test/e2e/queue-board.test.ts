import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from './support/browser.js';
import { SHORT_SPEECH } from './support/recordings.js';
import { StenoClient } from './support/steno-client.js';
import { queueStores, StenoService } from './support/steno-service.js';
import { Visit } from './support/visit.js';

const KEY = 'open-sesame-8fd1c2';
const CHANGES = [
  ['PUT', 'pause'],
  ['PUT', 'empty'],
  ['PUT', 'clean/waiting'],
  ['PUT', 'obliterate'],
  ['POST', 'add'],
] as const;

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe.each(queueStores)('the queue board on %s', (queue) => {
  let service: StenoService;
  let browser: Browser;

  beforeAll(async () => {
    service = await StenoService.start({ queue });
    await service.client.submit(SHORT_SPEECH, { job_id: 'waits', priority: 'high' });
    if (hasBrowser) browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it.skipIf(!hasBrowser)('shows the queues and what is in them, from its own origin alone', async () => {
    const visit = await Visit.to(browser, service.api.url);
    const { page } = visit;
    const high = `${service.queueName}_high`;
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.getByText(`${service.queueName}_low`, { exact: true }).first().waitFor();
    await page.getByRole('link', { name: high }).first().click();
    await page.getByText('waits-1').first().waitFor();
    expect(await page.getByRole('button', { name: /pause|empty|add|clean|promote/i }).count()).toBe(0);
    const [job] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Job', exact: true }).first().click(),
    ]);
    await job.getByRole('heading', { name: 'arctic-aew-a0003.wav' }).waitFor();
    await page.goto(`${service.api.url}/queues/job-schedulers`);
    await page.getByText(`${service.queueName}_housekeeping`).first().waitFor();
    await visit.end();
  });

  it('changes nothing, whoever asks', async () => {
    const { client, queueName } = service;
    for (const [method, what] of CHANGES) {
      const path = `/queues/api/queues/${queueName}_high/${what}`;
      const headers = { 'content-type': 'application/json' };
      const { status } = await client.request(path, { method, headers, body: '{}' });
      expect([what, status]).toEqual([what, 403]);
    }
    const { json } = await client.request('/queues/api/queues');
    expect(json['queues']).toContainEqual(
      expect.objectContaining({
        name: `${queueName}_high`,
        isPaused: false,
        counts: expect.objectContaining({ waiting: 1 }) as unknown,
      }),
    );
    expect((await client.request('/v1/queues')).status).toBe(200);
  });

  it('tells the page of another site nothing', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { status, json } = await service.client.request('/queues/api/queues', { headers });
    expect([status, json['code']]).toEqual([403, 'foreign_origin']);
  });
});

describe('the queue board behind a key', () => {
  let service: StenoService;

  beforeAll(async () => {
    service = await StenoService.start({ queue: 'postgres', env: { ADMIN_KEY: KEY } });
  });

  afterAll(async () => await service?.stop());

  const ask = async (path: string, authorization?: string) =>
    await new StenoClient(service.api.url).request(path, {
      ...(authorization !== undefined && { headers: { authorization } }),
    });

  it('is shut, every file of it, and makes a browser ask for the key', async () => {
    for (const path of [
      '/queues',
      '/queues/',
      '/queues/queue/any',
      '/queues/api/queues',
      '/queues/static/images/logo.svg',
    ]) {
      for (const [authorization, code] of [
        [undefined, 'unauthorized'],
        [basic(KEY, ''), 'unauthorized'],
        ['Bearer guess', 'invalid_api_key'],
        [basic('steno', 'guess'), 'invalid_api_key'],
      ] as const) {
        const { status, headers, json } = await ask(path, authorization);
        expect([path, status, json['code']]).toEqual([path, 401, code]);
        expect(headers.get('www-authenticate')).toMatch(/^Basic realm=/);
      }
    }
  });

  it('opens to the key, as a password or as a bearer’s, and the API to the latter alone', async () => {
    for (const authorization of [`Bearer ${KEY}`, basic('', KEY), basic('anybody', KEY)]) {
      expect((await ask('/queues', authorization)).status).toBe(200);
    }
    const api = await ask('/v1/queues', basic('anybody', KEY));
    expect([api.status, api.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it.skipIf(!hasBrowser)('works in a browser that was given the key', async () => {
    const browser = await launchBrowser();
    const httpCredentials = { username: 'steno', password: KEY };
    const visit = await Visit.to(browser, `${service.api.url}/queues`, { httpCredentials });
    await visit.page.getByText(`${service.queueName}_low`, { exact: true }).first().waitFor();
    await visit.end();
    await browser.close();
  });
});
