import { stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { escapePath, glob } from 'tinyglobby';
import { UsageError } from './cli-errors.js';

/** What is taken from a folder; a file that is named is taken whatever its name. `.ts` is left to other files. */
const MEDIA_EXTENSIONS =
  '3g2,3gp,aac,ac3,aif,aifc,aiff,amr,ape,asf,au,avi,caf,dts,eac3,f4v,flac,flv,m2ts,m4a,m4b,m4r,m4v,mka,mkv,mov,mp2,mp3,mp4,' +
  'mpeg,mpg,mpga,mts,oga,ogg,ogv,opus,snd,spx,tta,vob,w64,wav,weba,webm,wma,wmv,wv';

export interface LocalRecording {
  readonly path: string;
  /** Its path from the folder or file that was named: tells recordings of one name apart. */
  readonly name: string;
}

/** The recordings that files, folders (with all below them) and patterns name, each once, in the order named. */
export async function findRecordings(names: readonly string[]): Promise<LocalRecording[]> {
  const found = new Map<string, LocalRecording>();
  for (const name of names) {
    const recordings = await recordingsOf(name);
    if (recordings.length === 0) throw new UsageError(`no recording at ${name}`);
    for (const recording of recordings) {
      if (!found.has(recording.path)) found.set(recording.path, recording);
    }
  }
  return [...found.values()];
}

async function recordingsOf(name: string): Promise<LocalRecording[]> {
  const entry = await stat(name).catch(() => null);
  if (entry?.isFile()) return [{ path: resolve(name), name: basename(name) }];
  const pattern = entry?.isDirectory() ? join(escapePath(name), `**/*.{${MEDIA_EXTENSIONS}}`) : name;
  const root = entry?.isDirectory() ? name : '.';
  const paths = await glob(pattern, {
    absolute: true,
    caseSensitiveMatch: false,
    followSymbolicLinks: false,
  });
  return paths.toSorted().map((path) => ({ path, name: relative(resolve(root), path) }));
}
