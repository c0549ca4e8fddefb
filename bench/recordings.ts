import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface Recording {
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly seconds: number;
  /** What is said in it; empty when nothing is, null when nobody wrote it down. */
  readonly reference: string | null;
  readonly speaker: string;
  readonly set: string;
  /** Null where nobody speaks. */
  readonly lang: string | null;
  readonly tags: readonly string[];
  /** Rare words and names of the reference, where it has some. */
  readonly keyterms?: readonly string[];
  /** Unmodified English with a reference: what word error rates are measured on. */
  readonly primary: boolean;
}

/** The shared recordings: `STENO_DATA`, or `shared/data` beside the repository. */
export async function readRecordings(): Promise<Recording[]> {
  const folder = resolve(process.env['STENO_DATA'] ?? join(import.meta.dirname, '../../shared/data'));
  const manifest = join(folder, 'manifest.jsonl');
  if (!existsSync(manifest)) {
    throw new Error(
      `No recordings: ${manifest} does not exist. Set STENO_DATA to the folder that holds them.`,
    );
  }
  const lines = (await readFile(manifest, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const entry = JSON.parse(line) as Omit<Recording, 'path'>;
    return { ...entry, path: join(folder, entry.file) };
  });
}

export function totalSeconds(recordings: readonly Recording[]): number {
  return recordings.reduce((sum, { seconds }) => sum + seconds, 0);
}
