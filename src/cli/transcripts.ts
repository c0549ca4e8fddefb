import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { CannotWriteError } from './cli-errors.js';
import { printableText } from './output.js';
import { patiently } from './patience.js';
import { pathOfJob, type StenoApi } from './steno-api.js';

export async function readTranscript(api: StenoApi, id: string, format: string): Promise<string> {
  return await patiently(() =>
    api.getText(`${pathOfJob(id)}/transcript?format=${encodeURIComponent(format)}`),
  );
}

/** The whole file or none, and the folders that are missing. Throws {@link CannotWriteError}. */
export async function saveTranscript(path: string, transcript: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, transcript);
  } catch (error) {
    throw new CannotWriteError(path, error);
  }
}

/** As it is, but for a terminal. */
export function showTranscript(transcript: string): void {
  const shown = process.stdout.isTTY ? printableText(transcript) : transcript;
  process.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`);
}
