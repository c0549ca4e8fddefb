import type { ArchivedFile, ArchiveSource } from '../model.js';

const RELEASE = 'https://github.com/k2-fsa/sherpa-onnx/releases/download/asr-models';

interface PublishedArchive {
  /** Of the archive without `.tar.bz2`; its one folder has the same name. */
  readonly name: string;
  readonly sha256: string | null;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  /** The files of it that are kept, under their own names. */
  readonly files: readonly string[];
}

/**
 * An archive of the release `asr-models` of sherpa-onnx, which publishes their hashes in its `checksum.txt`. A hash
 * stands here when several projects that pin it independently agree; the release may replace its assets, and then the
 * fetch fails by the hash.
 */
export function sherpaOnnxArchive({ name, files, ...published }: PublishedArchive): ArchiveSource {
  const kept: readonly ArchivedFile[] = files.map((file) => ({ from: `${name}/${file}`, to: file }));
  return { type: 'archive', url: `${RELEASE}/${name}.tar.bz2`, ...published, files: kept };
}
