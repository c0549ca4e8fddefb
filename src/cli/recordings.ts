import { stat } from 'node:fs/promises';
import { basename, extname, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { UsageError } from './cli-errors.js';
import { count } from './output.js';

/** What is taken from a folder; a file that is named is taken whatever its name. `.ts` is left to other files. */
const MEDIA_EXTENSIONS = new Set(
  (
    '3g2,3gp,aac,ac3,aif,aifc,aiff,amr,ape,asf,au,avi,caf,dts,eac3,f4v,flac,flv,m2ts,m4a,m4b,m4r,m4v,mka,mkv,mov,mp2,mp3,mp4,' +
    'mpeg,mpg,mpga,mts,oga,ogg,ogv,opus,snd,spx,tta,vob,w64,wav,weba,webm,wma,wmv,wv'
  ).split(','),
);

export interface LocalRecording {
  readonly path: string;
  /** Its path from the folder or file that was named: tells recordings of one name apart. */
  readonly name: string;
  /** It was found in a folder or by a pattern, where there may be others another time. */
  readonly isFound?: true;
}

export interface Findings {
  readonly recordings: readonly LocalRecording[];
  /** Names of the other files in the folders, but hidden ones. */
  readonly leftOut: readonly string[];
}

/** The recordings that files, folders (with all below them) and patterns name, each once, in the order named. */
export async function findRecordings(names: readonly string[]): Promise<Findings> {
  const found = new Map<string, LocalRecording>();
  const leftOut = new Map<string, string>();
  for (const name of names) {
    const files = await filesOf(name);
    const recordings = files.filter((file) => file.isRecording);
    if (recordings.length === 0) throw new UsageError(noRecordingAt(name, files.length));
    for (const { isRecording, ...file } of files) {
      if (!isRecording) leftOut.set(file.path, file.name);
      else if (!found.has(file.path)) found.set(file.path, file);
    }
  }
  for (const path of found.keys()) leftOut.delete(path);
  return { recordings: [...found.values()], leftOut: [...leftOut.values()] };
}

function noRecordingAt(name: string, others: number): string {
  return `no recording at ${name}${others > 0 ? `: ${describeOthers(others)}` : ''}`;
}

/** `1 file that is no recording`. */
export function describeOthers(n: number): string {
  return `${count(n, 'file')} that ${n === 1 ? 'is no recording' : 'are no recordings'}`;
}

interface LocalFile extends LocalRecording {
  readonly isRecording: boolean;
}

async function filesOf(name: string): Promise<LocalFile[]> {
  const entry = await stat(name).catch(() => null);
  if (entry?.isFile()) return [{ path: resolve(name), name: basename(name), isRecording: true }];
  const isFolder = entry?.isDirectory() === true;
  const root = isFolder ? name : '.';
  const paths = await glob(isFolder ? '**/*' : name, {
    cwd: root,
    absolute: true,
    caseSensitiveMatch: false,
    followSymbolicLinks: false,
  });
  return paths.toSorted().map((path) => ({
    path,
    name: relative(resolve(root), path),
    isFound: true,
    isRecording: !isFolder || MEDIA_EXTENSIONS.has(extname(path).slice(1).toLowerCase()),
  }));
}
