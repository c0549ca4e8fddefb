import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** It starts the service, its rivals and their stores, and takes whatever is there of these. */
const TIMEOUT_MS = 300_000;

describe('the benchmark of the queue', () => {
  it(
    'runs through',
    async () => {
      const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [tsx, 'bench/queue/main.ts', '--quick'],
        {
          cwd: ROOT,
          timeout: TIMEOUT_MS,
        },
      );
      for (const table of [
        'no-op jobs a second on PostgreSQL',
        'from submit to start',
        'a request (ms, median)',
      ])
        expect(stdout).toContain(table);
    },
    TIMEOUT_MS,
  );
});
