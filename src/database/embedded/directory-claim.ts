import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from '../database-error.js';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.js';

const CLAIM_ATTEMPTS = 5;

/**
 * Exclusive ownership of a directory by a process, given up by `release` or by the end of the process, however it
 * ends; there is nothing to clean up by hand after a `kill -9`.
 *
 * Each claimant writes a file that bears its own identity, and only then looks for claims of other living
 * processes. So of two claimants at least one sees the other, and two owners cannot be. A dead process can never
 * come back under its identity, so its claim may be deleted by anyone at any time. When two start in the same
 * instant both withdraw, wait for a random moment and try again.
 *
 * Processes that cannot see each other (containers sharing a volume) are not kept apart.
 */
export class DirectoryClaim {
  private constructor(private readonly file: string) {}

  static async take(directory: string): Promise<DirectoryClaim> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const self = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
    const file = join(directory, fileNameOf(self));
    let rival: ProcessIdentity | undefined;
    for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
      await writeFile(file, '', { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'EEXIST' ? inUse(directory, self) : error;
      });
      rival = await findRival(directory, self);
      if (!rival) return new DirectoryClaim(file);
      await rm(file, { force: true });
      await delay(20 + Math.random() * 60);
    }
    throw inUse(directory, rival ?? self);
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

async function findRival(directory: string, self: ProcessIdentity): Promise<ProcessIdentity | undefined> {
  for (const name of await readdir(directory)) {
    const claimant = identityOf(name);
    if (claimant.pid === self.pid && claimant.startedAt === self.startedAt) continue;
    if (isAlive(claimant)) return claimant;
    await rm(join(directory, name), { force: true });
  }
  return undefined;
}

function fileNameOf({ pid, startedAt }: ProcessIdentity): string {
  return `${pid}.${startedAt}`;
}

function identityOf(name: string): ProcessIdentity {
  const dot = name.indexOf('.');
  return { pid: Number(name.slice(0, dot)), startedAt: name.slice(dot + 1) };
}

function inUse(directory: string, { pid }: ProcessIdentity): DatabaseError {
  return new DatabaseError(
    'data_dir_in_use',
    `The embedded database is owned by another running Steno, process ${pid} (claim in ${directory}). ` +
      'Stop that one first, or give this one another DATA_DIR.',
  );
}
