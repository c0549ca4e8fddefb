import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryClaim } from './directory-claim.js';
import { identifyProcess } from './process-identity.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'steno-claim-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the claim of a directory', () => {
  it('leaves nothing behind when it is released, and can be taken again', async () => {
    await (await DirectoryClaim.take(directory)).release();
    expect(await readdir(directory)).toEqual([]);
    await (await DirectoryClaim.take(directory)).release();
  });

  it('is refused while another living process has it, and names that process', async () => {
    const rival = identifyProcess(process.ppid);
    await writeFile(join(directory, `${rival?.pid}.${rival?.startedAt}`), '');
    await expect(DirectoryClaim.take(directory)).rejects.toMatchObject({
      code: 'data_dir_in_use',
      message: expect.stringContaining(`process ${process.ppid} `),
    });
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('passes over a process that has ended, though its number lives on in another one', async () => {
    await writeFile(join(directory, `${process.ppid}.an-earlier-moment`), '');
    const claim = await DirectoryClaim.take(directory);
    expect(await readdir(directory)).toEqual([expect.stringMatching(new RegExp(`^${process.pid}\\.`))]);
    await claim.release();
  });
});
