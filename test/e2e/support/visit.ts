import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a visitor sees, and what the page does behind it. */
export class Visit {
  readonly requests: URL[] = [];
  readonly errors: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {
    page.on('request', (request) => this.requests.push(new URL(request.url())));
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.errors.push(message.text());
    });
    page.setDefaultTimeout(30_000);
  }

  static async to(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const context = await browser.newContext({ permissions, ...options });
    const visit = new Visit(await context.newPage(), context);
    await visit.page.goto(url);
    return visit;
  }

  /** The page must have asked no other host for anything, tried to do nothing that it may not, and not failed itself. */
  async end(): Promise<void> {
    const { origin } = new URL(this.page.url());
    const foreign = this.requests.filter((url) => url.origin !== origin);
    await this.context.close();
    expect(foreign.map(String)).toEqual([]);
    expect(this.errors).toEqual([]);
  }
}
