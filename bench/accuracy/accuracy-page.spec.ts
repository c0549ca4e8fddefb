import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatted, readBaseline, withTables } from './accuracy-page.js';

const PAGE = join(import.meta.dirname, '../../docs/accuracy.md');

it('docs/accuracy.md shows the committed figures', async () => {
  const page = await readFile(PAGE, 'utf8');
  expect(await formatted(PAGE, withTables(page, await readBaseline()))).toBe(page);
});

it('a page without a place for the tables is told so', async () => {
  const baseline = await readBaseline();
  expect(() => withTables('# Accuracy\n', baseline)).toThrow('has lost');
});
