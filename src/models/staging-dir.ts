import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { rescuePartials } from './partial-download.js';

/** `.fetch-<pid>-<random>-<host>`: one download of one process. */
const STAGING_NAME = /^\.fetch-(\d+)-[0-9a-f]+-(.+)$/;

/** A download that has written nothing for so long is dead, whatever host it ran on. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Makes a folder inside `parent`, so that what is prepared in it can be renamed into place. */
export async function createStagingDir(parent: string): Promise<string> {
  const dir = join(parent, `.fetch-${process.pid}-${randomBytes(6).toString('hex')}-${hostname()}`);
  await mkdir(dir, { recursive: true });
  return dir;
}

/** Removes what downloads left behind whose process is gone, but for archives that may be gone on with. Downloads that go on are left alone. */
export async function sweepStagingDirs(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const dir = join(parent, name);
    if (!(await isAbandoned(name, dir))) continue;
    await rescuePartials(parent, dir);
    await rm(dir, { recursive: true, force: true });
  }
}

async function isAbandoned(name: string, dir: string): Promise<boolean> {
  const [, pid, host] = STAGING_NAME.exec(name) ?? [];
  if (pid === undefined) return false;
  if (host === hostname() && !isAlive(Number(pid))) return true;
  return Date.now() - (await lastWriteMs(dir)) > ABANDONED_AFTER_MS;
}

async function lastWriteMs(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true }).catch(() => []);
  const times = await Promise.all(
    [dir, ...names.map((name) => join(dir, name))].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ),
    ),
  );
  return Math.max(...times);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
