import { open } from 'node:fs/promises';
import type { FetchResponse } from 'make-fetch-happen';
import { coded, requestFile } from './http-download.js';
import type { ArchiveSource } from './model.js';
import type { NpmOptions } from './npm-options.js';
import type { PartialDownload } from './partial-download.js';

export interface ArchiveRequest {
  readonly source: ArchiveSource;
  readonly partial: PartialDownload;
  readonly npm: NpmOptions;
  /** The download fails when nothing arrives for so long. */
  readonly stallTimeoutMs: number;
  /** Bytes of the archive that are there. */
  readonly onBytes: (receivedBytes: number) => void;
}

/** Without an exact size in the catalogue, an archive of more than so many times the size is another one. */
const SIZE_TOLERANCE = 2;

/** An answer, and where in the archive its body goes. */
interface Answer {
  readonly response: FetchResponse;
  readonly offset: number;
  /** Of the whole archive; null: the server does not say. */
  readonly totalBytes: number | null;
}

/**
 * Fetches what is missing of an archive. Goes on where an earlier download ended when the server has the same file still,
 * and begins again when it has another one or cannot send a part. Rejects with a `code`; what has arrived stays.
 */
export async function fetchRest(request: ArchiveRequest): Promise<void> {
  const stalled = new AbortController();
  const watchdog = setTimeout(() => {
    stalled.abort(coded('ETIMEDOUT', `nothing arrived for ${request.stallTimeoutMs / 1000} s`));
  }, request.stallTimeoutMs);
  try {
    const answer = await ask(request, stalled.signal);
    if (answer) await receive(answer, request, () => watchdog.refresh(), stalled.signal);
  } catch (error) {
    throw stalled.signal.aborted ? (stalled.signal.reason as Error) : error;
  } finally {
    clearTimeout(watchdog);
    stalled.abort();
  }
}

/** Null: all of it is there already. */
async function ask({ source, partial, npm }: ArchiveRequest, signal: AbortSignal): Promise<Answer | null> {
  const haveBytes = await partial.size();
  const headers = haveBytes > 0 ? await rangeHeaders(source, partial, haveBytes) : null;
  const response = await requestFile(source.url, headers ?? {}, npm, signal);
  const range = parseRange(response.headers.get('content-range'));
  if (response.status === 206 && headers && range?.start === haveBytes) {
    return { response, offset: haveBytes, totalBytes: range.totalBytes };
  }
  if (response.status === 200) {
    const length = response.headers.get('content-length');
    const { headers: said } = response;
    await partial.begin({ etag: said.get('etag'), lastModified: said.get('last-modified') });
    return { response, offset: 0, totalBytes: length === null ? null : Number(length) };
  }
  response.body.resume();
  if (response.status === 416 && range?.totalBytes === haveBytes) return null;
  // What is here is no beginning of what is there.
  if (response.status === 416 || response.status === 206) await partial.clear();
  throw coded(`E${response.status}`, `the server answered ${response.status}`);
}

/** Null: nothing tells whether the server still has the file that the download began with. */
async function rangeHeaders(
  { sha256 }: ArchiveSource,
  partial: PartialDownload,
  haveBytes: number,
): Promise<Record<string, string> | null> {
  const validator = await partial.validator();
  const etag = validator?.etag?.startsWith('"') ? validator.etag : null;
  const unchanged = etag ?? validator?.lastModified ?? null;
  if (unchanged === null && sha256 === null) return null;
  return { range: `bytes=${haveBytes}-`, ...(unchanged !== null && { 'if-range': unchanged }) };
}

async function receive(
  { response, offset, totalBytes }: Answer,
  { source, partial, onBytes }: ArchiveRequest,
  onActivity: () => void,
  signal: AbortSignal,
): Promise<void> {
  const exactBytes = source.sha256 === null ? null : source.sizeBytes;
  if (exactBytes !== null && totalBytes !== null && totalBytes !== exactBytes) throw anotherArchive();
  const limitBytes = exactBytes ?? SIZE_TOLERANCE * source.sizeBytes;
  const file = await open(partial.archive, offset === 0 ? 'w' : 'a');
  let receivedBytes = offset;
  try {
    for await (const chunk of response.body) {
      signal.throwIfAborted();
      onActivity();
      receivedBytes += chunk.length;
      if (receivedBytes > limitBytes) throw anotherArchive();
      await file.write(chunk);
      onBytes(receivedBytes);
    }
  } finally {
    await file.close();
  }
  if (receivedBytes < (totalBytes ?? exactBytes ?? 0)) throw coded('ECONNRESET', 'the connection broke off');
}

function anotherArchive(): Error {
  return coded('EINTEGRITY', 'its size is not that of the archive in the catalogue');
}

// `bytes 200-999/1000`, or `bytes */1000` where no part was given.
function parseRange(header: string | null): { start: number | null; totalBytes: number | null } | null {
  const parts = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? '');
  if (!parts) return null;
  const [, start, total] = parts;
  return {
    start: start === undefined ? null : Number(start),
    totalBytes: total === undefined || total === '*' ? null : Number(total),
  };
}
