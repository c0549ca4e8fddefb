import { createWriteStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pacote from 'pacote';
import type { NpmSource } from './model.js';
import type { NpmOptions } from './npm-options.js';

export interface TarballRequest {
  readonly source: NpmSource;
  /** The file to write. */
  readonly destination: string;
  /** A folder for npm's cache, which need not outlive the call. */
  readonly cacheDir: string;
  readonly npm: NpmOptions;
  /** The download fails when nothing arrives for so long. */
  readonly stallTimeoutMs: number;
  /** Bytes of this tarball so far. Starts again from 0 when npm has to fetch it again. */
  onBytes(receivedBytes: number): void;
}

/**
 * Downloads a tarball and checks its integrity. Rejects with the error of npm's libraries, `code` and all; what is
 * in `destination` then means nothing.
 */
export async function fetchNpmTarball(request: TarballRequest): Promise<void> {
  const { source, destination } = request;
  await pacote.tarball.stream(
    `${source.package}@${source.version}`,
    (tarball) => save(tarball, destination, request),
    {
      ...request.npm,
      integrity: source.integrity,
      cache: request.cacheDir,
      // The caller tries again, with delays that suit a program that is starting; npm's own take minutes.
      retry: { retries: 0 },
    },
  );
}

async function save(tarball: Readable, destination: string, request: TarballRequest): Promise<void> {
  const stalled = new AbortController();
  const watchdog = setTimeout(() => {
    const error = new Error(`nothing arrived for ${request.stallTimeoutMs / 1000} s`);
    stalled.abort(Object.assign(error, { code: 'ETIMEDOUT' }));
  }, request.stallTimeoutMs);
  let receivedBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      watchdog.refresh();
      receivedBytes += chunk.length;
      request.onBytes(receivedBytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(tarball, meter, createWriteStream(destination), { signal: stalled.signal });
  } catch (error) {
    throw stalled.signal.aborted ? (stalled.signal.reason as Error) : error;
  } finally {
    clearTimeout(watchdog);
  }
}
