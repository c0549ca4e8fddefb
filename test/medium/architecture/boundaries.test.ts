import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ICruiseResult, IViolation } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED_PARTNERS, SOUND_TREE, type Violation, VIOLATIONS } from './planted-violations.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const CONFIG = '.dependency-cruiser.cjs';
const { forbidden } = createRequire(import.meta.url)(join(ROOT, CONFIG)) as { forbidden: { name: string }[] };

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-boundaries-'));
  await Promise.all(
    [CONFIG, 'package.json', 'tsconfig.json'].map((file) => copyFile(join(ROOT, file), join(dir, file))),
  );
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'dir');
  for (const folder of ['src', 'test', 'bench']) await mkdir(join(dir, folder));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('the boundaries', () => {
  it('let a sound tree pass', async () => {
    await plant(SOUND_TREE);
    expect(await violations()).toEqual([]);
  });

  it('bite, each of them, where they are violated', async () => {
    await plant([...SOUND_TREE, ...PLANTED_PARTNERS, ...Object.values(VIOLATIONS)]);
    const found = await violations();
    const silent = Object.entries(VIOLATIONS).filter(
      ([name, [file]]) =>
        !found.some(({ rule, from, to }) => rule.name === name && [from, to].includes(file)),
    );
    expect(silent).toEqual([]);
  });

  it('have a violation planted for each, and none for a rule that is gone', () => {
    expect(Object.keys(VIOLATIONS).toSorted()).toEqual(forbidden.map(({ name }) => name).toSorted());
  });
});

async function plant(files: readonly Violation[]): Promise<void> {
  for (const [path, source] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), source);
  }
}

async function violations(): Promise<IViolation[]> {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', CONFIG, '--output-type', 'json', 'src', 'test', 'bench'];
  // Ends with an error code when there are violations, and prints them all the same.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: dir,
    env: {},
    maxBuffer: 64 * 1024 ** 2,
  }).catch((error: { stdout: string }) => error);
  return (JSON.parse(stdout) as ICruiseResult).summary.violations;
}
