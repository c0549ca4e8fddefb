import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import type { FileDerivation, Model, ModelFile } from './model.js';
import { modelFiles } from './model.js';
import { ModelError } from './model-error.js';
import {
  agrees,
  type ModelNote,
  NOTE_NAME,
  noteText,
  readNote,
  type RecordedArchive,
  type RecordedFile,
} from './model-note.js';
import { moonshineCrossAttention } from './moonshine/cross-attention-graph.js';
import { moonshineDecoder } from './moonshine/decoder-graph.js';
import { moonshineEncoder } from './moonshine/encoder-graph.js';
import { moonshineTokens } from './moonshine-tokens.js';
import { sileroSequence } from './silero-sequence.js';

const DERIVATIONS: Readonly<Record<FileDerivation, (content: Buffer) => string | Uint8Array>> = {
  moonshine_tokens: (content) => moonshineTokens(content.toString('utf8')),
  moonshine_encoder: moonshineEncoder,
  moonshine_cross_attention: moonshineCrossAttention,
  moonshine_decoder: moonshineDecoder,
  silero_sequence: sileroSequence,
};

/** Unpacks the wanted files of a tarball into `modelDir`; `unpackDir` is scratch space beside it. */
export async function installFiles(
  tarball: string,
  files: readonly ModelFile[],
  unpackDir: string,
  modelDir: string,
): Promise<void> {
  const wanted = new Set(files.map((file) => file.from));
  await extract({
    file: tarball,
    cwd: unpackDir,
    strict: true,
    filter: (path, entry) => wanted.has(path) && 'type' in entry && entry.type === 'File',
  });
  for (const file of files) {
    const content = await readFile(join(unpackDir, file.from));
    const derived = file.derive ? DERIVATIONS[file.derive](content) : content;
    await writeDurably(join(modelDir, file.to), derived);
    await checkFile(modelDir, { name: file.to, ...file });
  }
}

/** Writes down what lies in the folder, and the archives that it came in. */
export async function writeNote(
  modelDir: string,
  model: Model,
  archives: readonly RecordedArchive[],
): Promise<void> {
  const files: RecordedFile[] = [];
  for (const { to: name } of modelFiles(model)) {
    const path = join(modelDir, name);
    const { size } = await stat(path);
    files.push({ name, sizeBytes: size, sha256: await hashFile(path) });
  }
  const { id, licence } = model;
  const note = { id, licence, ...(archives.length > 0 && { archives }), files };
  await writeDurably(join(modelDir, NOTE_NAME), noteText(note));
}

/** The note of a folder that holds the whole model, by name and size. Cheap: it does not read the files. */
export async function noteOfComplete(modelDir: string, model: Model): Promise<ModelNote | null> {
  const note = await readNote(modelDir);
  if (!note || !agrees(note, model)) return null;
  const sizes = await Promise.all(
    note.files.map(async ({ name, sizeBytes }) => {
      const { size } = await stat(join(modelDir, name)).catch(() => ({ size: -1 }));
      return size === sizeBytes;
    }),
  );
  return sizes.every(Boolean) ? note : null;
}

/** Reads the whole file. Throws {@link ModelError} `model_corrupt`. */
export async function checkFile(modelDir: string, { name, sha256 }: RecordedFile): Promise<void> {
  const actual = await hashFile(join(modelDir, name)).catch((cause: unknown) => {
    throw new ModelError('model_corrupt', `The model file ${name} cannot be read.`, { cause });
  });
  if (actual !== sha256) {
    throw new ModelError('model_corrupt', `The model file ${name} is not what it should be.`);
  }
}

/** Hex digest. */
export async function hashFile(path: string, algorithm: 'sha256' | 'sha512' = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content);
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
