import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `CHROMIUM_PATH` when it is set, even when nothing is there. */
const executablePath = [process.env['CHROMIUM_PATH'] ?? INSTALLED].flat().find((path) => existsSync(path));

const REQUIRED = process.env['REQUIRE_BROWSER'] === '1';

export const hasBrowser = executablePath !== undefined || REQUIRED;
if (!hasBrowser) {
  console.warn('\n!!! NO CHROMIUM (set CHROMIUM_PATH): tests of the page in a browser are SKIPPED.\n');
}

/**
 * A Chromium that talks to nobody by itself, with a profile of its own that ends with it. Throws when there is none,
 * which is reached with `REQUIRE_BROWSER=1` only.
 */
export async function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('REQUIRE_BROWSER=1, and there is no Chromium');
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
