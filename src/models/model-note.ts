import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from './model.js';

/** Written last into a model's folder: a folder whose note agrees with the catalogue holds the whole model. */
export const NOTE_NAME = 'model.json';

/** A file as it lies in the model's folder. */
export interface RecordedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** An archive that the files came in. */
export interface RecordedArchive {
  readonly url: string;
  /** Of what came: with `published: false` the only word for it. */
  readonly sha256: string;
  /** It was compared with the hash that the publisher gives. */
  readonly published: boolean;
}

export interface ModelNote {
  readonly id: string;
  readonly licence: string;
  readonly archives?: readonly RecordedArchive[];
  readonly files: readonly RecordedFile[];
}

export function noteText(note: ModelNote): string {
  return `${JSON.stringify(note, null, 2)}\n`;
}

/** Null when there is none that can be read. */
export async function readNote(modelDir: string): Promise<ModelNote | null> {
  try {
    const note = JSON.parse(await readFile(join(modelDir, NOTE_NAME), 'utf8')) as Partial<ModelNote> | null;
    return note && typeof note.id === 'string' && Array.isArray(note.files) ? (note as ModelNote) : null;
  } catch {
    return null;
  }
}

/** Does the note tell of this model, as the catalogue has it today? */
export function agrees(note: ModelNote, model: Model): boolean {
  if (note.id !== model.id) return false;
  const files = new Map(note.files.map((file) => [file.name, file]));
  return model.sources.every((source) => {
    if (source.type === 'npm') {
      return source.files.every(({ to, sizeBytes, sha256 }) => {
        const recorded = files.get(to);
        return recorded?.sizeBytes === sizeBytes && recorded.sha256 === sha256;
      });
    }
    const archive = note.archives?.find(({ url }) => url === source.url);
    const isSame = archive !== undefined && (source.sha256 === null || source.sha256 === archive.sha256);
    return isSame && source.files.every(({ to }) => files.has(to));
  });
}
