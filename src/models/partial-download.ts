import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveSource } from './model.js';

const PREFIX = '.partial-';

/** What nobody went on with for so long is deleted. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/** What a server said of the file that a download began with. */
export interface Validator {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/**
 * An archive that has arrived in part. It lies in a folder that one download owns: it takes it by a rename, and gives it
 * back by another one when it has to give up, so two downloads never write to the same file.
 */
export class PartialDownload {
  readonly archive: string;
  private readonly validatorFile: string;

  private constructor(
    readonly dir: string,
    private readonly keptDir: string,
  ) {
    this.archive = join(dir, 'archive');
    this.validatorFile = join(dir, 'validator.json');
  }

  /** Takes what earlier downloads have left in `modelsDir`, or begins in `stagingDir`. */
  static async take(modelsDir: string, stagingDir: string, source: ArchiveSource): Promise<PartialDownload> {
    const name = partialName(source);
    const partial = new PartialDownload(join(stagingDir, name), join(modelsDir, name));
    await rename(partial.keptDir, partial.dir).catch(() => mkdir(partial.dir));
    return partial;
  }

  /** Bytes that are there. */
  async size(): Promise<number> {
    return await sizeOf(this.archive);
  }

  async validator(): Promise<Validator | null> {
    const text = await readFile(this.validatorFile, 'utf8').catch(() => 'null');
    try {
      return JSON.parse(text) as Validator | null;
    } catch {
      return null;
    }
  }

  /** Begins anew, with a file that the server describes like this. */
  async begin(validator: Validator): Promise<void> {
    await rm(this.archive, { force: true });
    await writeFile(this.validatorFile, JSON.stringify(validator));
  }

  async clear(): Promise<void> {
    await rm(this.archive, { force: true });
    await rm(this.validatorFile, { force: true });
  }

  /** Leaves it for the next download. */
  async keep(): Promise<void> {
    await keepPartial(this.dir, this.keptDir);
  }
}

/** Bytes of a download of `source` that somebody may go on with. */
export async function partialBytes(modelsDir: string, source: ArchiveSource): Promise<number> {
  return await sizeOf(join(modelsDir, partialName(source), 'archive'));
}

export async function removePartial(modelsDir: string, source: ArchiveSource): Promise<void> {
  await rm(join(modelsDir, partialName(source)), { recursive: true, force: true });
}

/** Saves what is in the folder of a download that died. */
export async function rescuePartials(modelsDir: string, stagingDir: string): Promise<void> {
  const names = await readdir(stagingDir).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(PREFIX))) {
    await keepPartial(join(stagingDir, name), join(modelsDir, name));
  }
}

export async function sweepPartials(modelsDir: string): Promise<void> {
  const names = await readdir(modelsDir).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(PREFIX))) {
    const { mtimeMs } = await stat(join(modelsDir, name, 'archive')).catch(() => ({ mtimeMs: 0 }));
    if (Date.now() - mtimeMs > FORGOTTEN_AFTER_MS) {
      await rm(join(modelsDir, name), { recursive: true, force: true });
    }
  }
}

/** The larger one stays when another download has left one too. */
async function keepPartial(dir: string, keptDir: string): Promise<void> {
  const bytes = await sizeOf(join(dir, 'archive'));
  if (bytes === 0 || bytes < (await sizeOf(join(keptDir, 'archive')))) return;
  await rm(keptDir, { recursive: true, force: true });
  await rename(dir, keptDir).catch(() => undefined);
}

/** The same address means the same file, as far as that can be known before asking. */
function partialName({ url }: ArchiveSource): string {
  return `${PREFIX}${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
