import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from './support/browser.js';
import { SHORT_SPEECH } from './support/recordings.js';
import { StenoClient } from './support/steno-client.js';
import { createDataDir, removeDataDir, type Role, StenoProcess } from './support/steno-process.js';
import { Visit } from './support/visit.js';

const SPOKEN = 'For the twentieth time that evening the two men shook hands.';
const HOSTILE_NAME = `'><img src=x onerror=document.title='owned'><svg onload=document.title='owned'>&lt;\u202egpj.wav`;
const KEY = 'open-sesame-8fd1c2';

/** The page of jobs, as a visitor uses it. */
const on = ({ page }: Visit) => ({
  choose: async (...files: { name: string; buffer: Buffer }[]): Promise<void> => {
    const payloads = files.map((file) => ({ ...file, mimeType: 'application/octet-stream' }));
    await page.getByLabel('Choose files').setInputFiles(payloads);
  },
  job: (name: string) => page.locator('#jobs > li').filter({ hasText: name }),
});

describe.skipIf(!hasBrowser)('the page', () => {
  let browser: Browser;
  let dataDir: string;
  let steno: StenoProcess;
  let visit: Visit;
  let speech: Buffer;

  const start = async (role: Role, env: Readonly<Record<string, string>> = {}): Promise<void> => {
    steno = await StenoProcess.start(role, dataDir, env);
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    speech = await readFile(SHORT_SPEECH);
    dataDir = await createDataDir();
  });

  afterAll(async () => {
    await browser?.close();
    if (dataDir !== undefined) await removeDataDir(dataDir);
  });

  describe('without a key, on this machine', () => {
    beforeAll(async () => await start(['--local']));
    afterAll(async () => await steno?.stop());

    beforeEach(async () => {
      visit = await Visit.to(browser, steno.url);
    });

    afterEach(async () => await visit.end());

    it('shows the transcript of a recording that was chosen, to read, to copy and to keep', async () => {
      const { page } = visit;
      await page.getByText('Nothing here yet').waitFor();
      await on(visit).choose({ name: 'hands.wav', buffer: speech });

      await page.locator('.transcript').getByText(SPOKEN).waitFor();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('hands.wav');
      expect(await page.locator('.status').first().textContent()).toBe('Done');
      await page.getByRole('button', { name: 'Copy text' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(SPOKEN);
      for (const [format, beginning] of Object.entries({
        txt: 'For the',
        srt: '1\n00:00:0',
        vtt: 'WEBVTT',
        tsv: 'start\tend',
        json: '{',
      })) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: format }).click(),
        ]);
        expect(download.suggestedFilename()).toBe(`hands.${format}`);
        expect(await readFile(await download.path(), 'utf8')).toMatch(new RegExp(`^${beginning}`));
      }
      await page.getByRole('link', { name: 'All recordings' }).click();
      await on(visit).job('hands.wav').getByText('Done').waitFor();
      await page.getByText('0 waiting · 0 running · 1 done').waitFor();
    });

    it('shows a hostile file name as the text that it is', async () => {
      const { page } = visit;
      await on(visit).choose({ name: HOSTILE_NAME, buffer: speech }, { name: 'beside.wav', buffer: speech });

      const row = on(visit).job('onerror');
      await row.getByText('Done').waitFor();
      expect(await row.locator('bdi').textContent()).toBe(HOSTILE_NAME);
      await row.getByRole('link').click();
      await page.locator('.transcript').getByText(SPOKEN).waitFor();
      expect(await page.title()).toBe(`${HOSTILE_NAME} · Steno`);
      expect(await page.locator('main img, main svg, main script').count()).toBe(0);
    });

    it('says why a file cannot be transcribed, or not even be taken', async () => {
      const { page } = visit;
      const text = Buffer.from('This is no recording. '.repeat(100));
      await on(visit).choose(
        { name: 'notes.wav', buffer: text },
        { name: 'empty.wav', buffer: Buffer.alloc(0) },
      );

      await on(visit).job('notes.wav').getByText('unsupported_media').waitFor();
      const refused = page.locator('#uploads > li');
      await refused.getByText('audio_empty').waitFor();
      await refused.getByRole('button', { name: 'Dismiss' }).click();
      await refused.waitFor({ state: 'detached' });
    });

    it('locks its files to its own origin, and leaves unknown paths to the API', async () => {
      const client = new StenoClient(steno.url);
      const { status, headers } = await client.request('/');
      expect([status, headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
      const policy = headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual(expect.arrayContaining(["default-src 'self'", "frame-ancestors 'none'"]));
      expect(policy?.join(' ')).not.toContain('unsafe');
      for (const path of ['/nothing', '/tsconfig.json', '/scripts/', '/scripts/..%2f..%2fpackage.json']) {
        const answer = await client.request(path);
        expect([path, answer.status, answer.json['code']]).toEqual([path, 404, 'not_found']);
        expect(answer.headers.get('content-security-policy')).toBeNull();
      }
    });
  });

  describe('with ADMIN_KEY', () => {
    beforeAll(async () => await start(['--local'], { ADMIN_KEY: KEY }));
    afterAll(async () => await steno?.stop());

    it('asks for the key once, again when it is wrong, and forgets it with the tab', async () => {
      visit = await Visit.to(browser, steno.url);
      const { page } = visit;
      const unlock = async (key: string): Promise<void> => {
        await page.getByRole('textbox', { name: 'Key' }).fill(key);
        await page.getByRole('button', { name: 'Unlock' }).click();
      };
      await page.getByRole('heading', { name: 'Which key?' }).waitFor();
      expect(await page.getByLabel('Choose files').isVisible()).toBe(false);
      await unlock('a-guess');
      await page.getByText('Steno does not know that key.').waitFor();
      await unlock('schlüssel-€');
      await page.getByText('That cannot be the key').waitFor();
      await unlock(` ${KEY} `);
      await on(visit).choose({ name: 'locked.wav', buffer: speech });
      await page.locator('.transcript').getByText(SPOKEN).waitFor();
      await page.reload();
      await page.locator('.transcript').getByText(SPOKEN).waitFor();
      expect(visit.requests.filter(({ href }) => href.includes(KEY))).toEqual([]);
      await page.getByRole('link', { name: 'All recordings' }).click();
      await on(visit).job('locked.wav').waitFor();
      expect(await page.locator('#curl-example').textContent()).toMatch(
        /^curl -H "Authorization: Bearer \$ADMIN_KEY" /,
      );
      await visit.end();

      visit = await Visit.to(browser, steno.url);
      await visit.page.getByRole('heading', { name: 'Which key?' }).waitFor();
      await visit.end();
    });
  });

  describe('while no worker runs', () => {
    beforeAll(async () => await start([], { MAX_UPLOAD_BYTES: '200000' }));
    afterAll(async () => await steno?.stop());

    beforeEach(async () => {
      visit = await Visit.to(browser, steno.url);
    });

    afterEach(async () => await visit.end());

    it('cancels a job that waits', async () => {
      const { page } = visit;
      await on(visit).choose({ name: 'waits.wav', buffer: speech }, { name: 'stays.wav', buffer: speech });
      await on(visit).job('waits.wav').getByText('Waiting').waitFor();
      await on(visit).job('waits.wav').getByRole('button', { name: 'Cancel' }).click();
      await on(visit).job('waits.wav').getByText('Canceled').waitFor();
      await on(visit).job('stays.wav').getByText('Waiting').waitFor();
      await page.getByText('1 waiting · 0 running').waitFor();
    });

    it('turns to older jobs and back', async () => {
      const { page } = visit;
      const client = new StenoClient(steno.url);
      for (let number = 0; number < 22; number += 1) {
        await client.submit(SHORT_SPEECH, { job_id: `paged-${number}` });
      }
      await page.reload();
      await page.locator('a[href="#/jobs/paged-21"]').waitFor();
      expect(await page.locator('#jobs > li').count()).toBe(20);
      await page.getByRole('button', { name: 'Older' }).click();
      await page.locator('a[href="#/jobs/paged-0"]').waitFor();
      await page.getByRole('button', { name: 'Newer' }).click();
      await page.locator('a[href="#/jobs/paged-21"]').waitFor();
    });

    it('says when a job starts and what it waits for, and of one that is not there that it is not', async () => {
      const { page } = visit;
      const client = new StenoClient(steno.url);
      await client.submit(SHORT_SPEECH, { job_id: 'later', delay: '3600' });
      await client.submit(SHORT_SPEECH, { job_id: 'after', depends_on: 'later' });
      await page.goto(`${steno.url}/#/jobs/later`);
      await page
        .locator('.job-line')
        .getByText(/^starts /)
        .waitFor();
      expect(await page.locator('.job-line').textContent()).not.toContain('retr');
      await page.goto(`${steno.url}/#/jobs/after`);
      await page.locator('.facts div').filter({ hasText: 'Waits for' }).getByText('later').waitFor();
      await page.goto(`${steno.url}/#/jobs/nowhere`);
      await page.getByRole('heading', { name: 'No such recording' }).waitFor();
      await page.getByText('job_not_found').waitFor();
      expect(await page.locator('.job-line').isVisible()).toBe(false);
    });

    it('says that a file is too large', async () => {
      await on(visit).choose({ name: 'large.wav', buffer: Buffer.alloc(300_000) });
      await visit.page.locator('#uploads > li').getByText('audio_too_large').waitFor();
    });
  });
});
