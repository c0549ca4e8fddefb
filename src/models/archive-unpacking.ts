import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import bunzip2 from 'unbzip2-stream';
import type { ArchiveSource } from './model.js';
import { ModelError } from './model-error.js';

/** The files that are kept may be so many times as large as the catalogue says, which is about right. */
const SIZE_TOLERANCE = 2;
/** Weights shrink to half at best. What grows by more when it is unpacked is no model. */
const MAX_EXPANSION = 4;
/** A tar of little text is mostly padding. */
const MIN_LIMIT_BYTES = 1024 * 1024;
/** A block of bzip2 holds 900 kB, and what is read at once a few of them. One of zeros alone makes 46 MB. */
const MAX_BURST_BYTES = 256 * 1024 * 1024;

/**
 * Writes the wanted files of a `.tar.bz2` into `modelDir`, each under the name that the catalogue gives it: nothing in
 * the archive decides where anything is written. Reads no further than the last of them. `onBytes` is told how much of
 * the archive is read. Throws {@link ModelError} `model_corrupt`.
 */
export async function unpackArchive(
  archive: string,
  source: ArchiveSource,
  modelDir: string,
  onBytes: (readBytes: number) => void,
): Promise<void> {
  const wanted = new WantedFiles(source, modelDir);
  const parser = new Parser({ strict: true, onReadEntry: (entry) => wanted.take(entry) });
  let failure: unknown = null;
  parser.on('error', (error) => (failure ??= error));
  const limitBytes = Math.max(MAX_EXPANSION * source.sizeBytes, MIN_LIMIT_BYTES);
  let unpackedBytes = 0;
  try {
    for await (const chunk of decompressed(archive, onBytes)) {
      unpackedBytes += chunk.length;
      if (unpackedBytes > limitBytes) throw tooLarge();
      if (!parser.write(chunk)) await once(parser, 'drain');
      wanted.throwIfFailed();
      if (failure) throw failure as Error;
      if (wanted.areComplete) return;
    }
    parser.end();
    await wanted.settle();
    if (failure) throw failure as Error;
    if (!wanted.areComplete) throw new Error(`it lacks ${wanted.missing().join(', ')}`);
  } catch (error) {
    if (isFullDisk(error)) throw error;
    throw unusable(source, error);
  } finally {
    await wanted.stop();
  }
}

/** The files to be written, and how far that is. */
class WantedFiles {
  private readonly targets: ReadonlyMap<string, string>;
  private readonly writes = new Map<string, Promise<void>>();
  private readonly done = new Set<string>();
  private readonly stopping = new AbortController();
  private failure: unknown = null;
  private bytesLeft: number;

  constructor(source: ArchiveSource, modelDir: string) {
    this.targets = new Map(source.files.map(({ from, to }) => [from, join(modelDir, to)]));
    this.bytesLeft = SIZE_TOLERANCE * source.unpackedBytes;
  }

  get areComplete(): boolean {
    return this.done.size === this.targets.size;
  }

  take(entry: ReadEntry): void {
    const name = entry.path.replace(/^\.\//, '');
    const target = this.targets.get(name);
    // A link, a folder or a device of that name is not the file.
    if (target === undefined || entry.type !== 'File') {
      entry.resume();
      return;
    }
    this.bytesLeft -= entry.size;
    if (this.writes.has(name)) return this.fail(entry, `it holds ${name} twice`);
    if (this.bytesLeft < 0) return this.fail(entry, 'its files are larger than those of the model');
    const written = write(entry, target, this.stopping.signal).then(
      () => void this.done.add(name),
      (error: unknown) => void (this.failure ??= error),
    );
    this.writes.set(name, written);
  }

  missing(): string[] {
    return [...this.targets.keys()].filter((name) => !this.done.has(name));
  }

  throwIfFailed(): void {
    if (this.failure) throw this.failure as Error;
  }

  async settle(): Promise<void> {
    await Promise.all(this.writes.values());
    this.throwIfFailed();
  }

  /** Nothing is written any more when this resolves. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.writes.values());
  }

  private fail(entry: ReadEntry, reason: string): void {
    this.failure ??= new Error(reason);
    entry.resume();
  }
}

async function write(entry: ReadEntry, target: string, signal: AbortSignal): Promise<void> {
  const file = createWriteStream(target, { flags: 'wx', flush: true, signal });
  entry.pipe(file);
  await finished(file);
}

/** Block by block. The library works as it is written to; what it gives at once is bounded, for memory’s sake. */
async function* decompressed(archive: string, onBytes: (readBytes: number) => void): AsyncIterable<Buffer> {
  const unpacker = bunzip2();
  let blocks: Buffer[] = [];
  let burstBytes = 0;
  let failure: unknown = null;
  unpacker.on('error', (error) => (failure ??= error));
  unpacker.on('data', (block: Buffer) => {
    burstBytes += block.length;
    // It takes an error of its reader for one of its own, and stops.
    if (burstBytes > MAX_BURST_BYTES) throw tooLarge();
    blocks.push(block);
  });
  const taken = function* (): Iterable<Buffer> {
    if (failure) throw failure as Error;
    yield* blocks;
    blocks = [];
    burstBytes = 0;
  };
  const file = createReadStream(archive);
  for await (const piece of file as AsyncIterable<Buffer>) {
    unpacker.write(piece);
    onBytes(file.bytesRead);
    yield* taken();
  }
  unpacker.end();
  yield* taken();
}

function tooLarge(): Error {
  return new Error('it unpacks to more than any model');
}

function isFullDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOSPC';
}

function unusable({ url }: ArchiveSource, cause: unknown): ModelError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ModelError('model_corrupt', `The archive ${url} cannot be unpacked: ${reason}.`, { cause });
}
