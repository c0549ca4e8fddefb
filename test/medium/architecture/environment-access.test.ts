import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const READ = 'export const home = process.env.HOME;\n';
const FILES: Readonly<Record<string, string>> = {
  'src/queue/dot.ts': READ,
  'src/queue/index.ts': `export const home = process['env']['HOME'];\n`,
  'src/queue/destructured.ts': 'export const { env } = process;\n',
  'src/queue/imported.ts': `import { env } from 'node:process';\nexport const home = env['HOME'];\n`,
  'src/config/beside-the-loader.ts': READ,
  'src/config/load-config.ts': READ,
  'test/support/recordings.ts': READ,
  'bench/recordings.ts': READ,
};

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-environment-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    await copyFile(join(ROOT, file), join(dir, file));
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'dir');
  for (const [path, source] of Object.entries(FILES)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), source);
  }
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('the environment', () => {
  it('is read by the configuration, tests and benchmarks alone', async () => {
    expect(await filesThatReadTheEnvironment()).toEqual([
      'src/config/beside-the-loader.ts',
      'src/queue/destructured.ts',
      'src/queue/dot.ts',
      'src/queue/imported.ts',
      'src/queue/index.ts',
    ]);
  });
});

async function filesThatReadTheEnvironment(): Promise<string[]> {
  const program = join(ROOT, 'node_modules/oxlint/bin/oxlint');
  // Ends with an error code when it finds something, and prints it all the same.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, '--format', 'json', 'src', 'test', 'bench'],
    {
      cwd: dir,
      env: { PATH: process.env['PATH'] },
    },
  ).catch((error: { stdout: string }) => error);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const restricted = diagnostics.filter(({ code }) => /no-restricted-(properties|imports)/.test(code));
  return [...new Set(restricted.map(({ filename }) => filename))].toSorted();
}
