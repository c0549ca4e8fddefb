import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasRecordings } from './support/recordings.js';

const ROOT = join(import.meta.dirname, '../..');

const TIMEOUT_MS = 300_000;

describe.skipIf(!hasRecordings)('the benchmark of word times', () => {
  it(
    'runs through',
    async () => {
      const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [tsx, 'bench/word-times/main.ts', '--quick'],
        { cwd: ROOT, timeout: TIMEOUT_MS },
      );
      expect(stdout).toContain('word times of the service: estimated');
      for (const kind of ['sentences, joined', 'words, joined']) expect(stdout).toContain(kind);
    },
    TIMEOUT_MS,
  );
});
