import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { isMissing } from './missing-file.js';

it('tells a file that is not there from a disk in trouble', async () => {
  for (const path of ['/none', `${import.meta.filename}/none`, `/${'x'.repeat(300)}`]) {
    expect(isMissing(await readFile(path).catch((error: unknown) => error)), path).toBe(true);
  }
  expect(isMissing(Object.assign(new Error(), { code: 'EIO' }))).toBe(false);
  expect(isMissing(new Error('anything else'))).toBe(false);
});
