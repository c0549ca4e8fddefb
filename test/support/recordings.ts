import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of the manifest of the shared recordings. */
export interface Recording {
  readonly file: string;
  readonly set: string;
  readonly seconds: number | null;
}

const RECORDINGS_DIR = join(import.meta.dirname, '../../../shared/data');

export const hasRecordings = existsSync(join(RECORDINGS_DIR, 'manifest.jsonl'));

if (!hasRecordings) console.warn(`SKIPPED: no shared recordings in ${RECORDINGS_DIR}`);

/** The shared recordings of one set; none when they are not here. */
export function recordings(set: string): Recording[] {
  if (!hasRecordings) return [];
  const lines = readFileSync(join(RECORDINGS_DIR, 'manifest.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recording).filter((recording) => recording.set === set);
}

export const recordingPath = (file: string): string => join(RECORDINGS_DIR, file);
