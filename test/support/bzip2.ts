import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';

const found = spawnSync('bzip2', ['--help'], { stdio: 'ignore' }).status === 0;
if (!found && process.env['REQUIRE_BZIP2']) throw new Error('bzip2 is not installed: apt-get install bzip2');

/** Archives are made with `bzip2` from the PATH; tests that need one are skipped without it. */
export const hasBzip2 = found;

/** A `.tar.bz2` of what lies in `dir`: files, folders and links, as `paths` names them. */
export async function tarBz2(dir: string, paths: readonly string[]): Promise<Buffer> {
  const tarball = join(dir, '.archive.tar');
  await create({ cwd: dir, file: tarball, portable: true }, [...paths]);
  const archive = bzip2(await readFile(tarball));
  await rm(tarball);
  return archive;
}

export function bzip2(content: Buffer): Buffer {
  const { status, stdout } = spawnSync('bzip2', ['--fast', '--stdout'], {
    input: content,
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error('bzip2 failed');
  return stdout;
}
