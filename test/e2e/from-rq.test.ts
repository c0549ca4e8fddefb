import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { freePorts } from '../support/free-ports.js';
import { redisUrlForTests } from '../support/redis.js';
import { createDataDir, removeDataDir } from './support/steno-process.js';
import { forgetQueue } from './support/steno-service.js';
import { pattern, Shell, stepsOf } from './support/walk-through.js';

const ROOT = resolve(import.meta.dirname, '../..');
const GUIDE = join(ROOT, 'docs/from-rq.md');
const steps = await stepsOf(GUIDE);

/** What a clone has, after its build. */
const CLONE = ['dist', 'node_modules', 'package.json', 'test'];

/** The names of the guide's queues are everybody's: in a Redis that others use, too, they get a database of their own. */
const REDIS_DATABASE = '/11';

describe('docs/from-rq.md', () => {
  let clone: string;
  let dataDir: string;
  let database: TestDatabase;
  let redisUrl: string | undefined;
  let shell: Shell;

  beforeAll(async () => {
    clone = await mkdtemp(join(tmpdir(), 'steno-from-rq-'));
    for (const name of CLONE) await symlink(join(ROOT, name), join(clone, name));
    await mkdir(join(clone, 'bin'));
    // As `npm link` makes it.
    const cli = `#!/bin/sh\nexec node "${join(ROOT, 'dist/cli/main.js')}" "$@"\n`;
    await writeFile(join(clone, 'bin/steno'), cli, { mode: 0o755 });
    dataDir = await createDataDir();
    database = await createTestDatabase({ empty: true });
    const shared = redisUrlForTests();
    if (shared !== null) redisUrl = new URL(REDIS_DATABASE, shared).href;
    const [port] = await freePorts(1);
    shell = Shell.open(clone, {
      PATH: [join(clone, 'bin'), process.env['PATH']].join(delimiter),
      HOME: process.env['HOME'] ?? '',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      PORT: String(port),
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    });
  });

  afterAll(async () => {
    await shell?.close();
    await database?.drop();
    if (redisUrl !== undefined) await forgetQueue(redisUrl, 'transcription_jobs');
    await removeDataDir(dataDir);
    await rm(clone, { recursive: true, force: true });
  });

  it('has commands', () => {
    expect(steps.length).toBeGreaterThan(10);
  });

  it.each(steps)('works as it says, in line $line', async ({ command, output }) => {
    const printed = await shell.run(command);
    if (output !== null) expect(printed.trim()).toMatch(pattern(output));
  });
});
