import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { integerHead } from './integer-head.js';
import type { FileDerivation, Model, ModelFile } from './model.js';
import { modelFiles } from './model.js';
import { ModelError } from './model-error.js';
import { moonshineTokens } from './moonshine-tokens.js';
import { sileroSequence } from './silero-sequence.js';

/** Written last into a model's folder: a folder whose note matches the catalogue holds the whole model. */
const NOTE_NAME = 'model.json';

const DERIVATIONS: Readonly<Record<FileDerivation, (content: Buffer) => string | Uint8Array>> = {
  moonshine_tokens: (content) => moonshineTokens(content.toString('utf8')),
  integer_head: integerHead,
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
    await checkFile(modelDir, file);
  }
}

export async function writeNote(modelDir: string, model: Model): Promise<void> {
  await writeDurably(join(modelDir, NOTE_NAME), noteOf(model));
}

/** Cheap: compares the note with the catalogue and the sizes of the files, but does not read them. */
export async function isComplete(modelDir: string, model: Model): Promise<boolean> {
  const note = await readFile(join(modelDir, NOTE_NAME), 'utf8').catch(() => null);
  if (note !== noteOf(model)) return false;
  const sizes = await Promise.all(
    modelFiles(model).map(async (file) => {
      const { size } = await stat(join(modelDir, file.to)).catch(() => ({ size: -1 }));
      return size === file.sizeBytes;
    }),
  );
  return sizes.every(Boolean);
}

/** Reads the whole file. Throws {@link ModelError} `model_corrupt`. */
export async function checkFile(modelDir: string, file: ModelFile): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(join(modelDir, file.to)), hash);
  } catch (error) {
    throw new ModelError('model_corrupt', `The model file ${file.to} cannot be read.`, { cause: error });
  }
  if (hash.digest('hex') !== file.sha256) {
    throw new ModelError('model_corrupt', `The model file ${file.to} is not what the catalogue promises.`);
  }
}

function noteOf(model: Model): string {
  const files = modelFiles(model).map(({ to, sizeBytes, sha256 }) => ({ name: to, sizeBytes, sha256 }));
  return `${JSON.stringify({ id: model.id, licence: model.licence, files }, null, 2)}\n`;
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
