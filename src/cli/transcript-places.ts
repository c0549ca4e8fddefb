import { stat } from 'node:fs/promises';
import { basename, extname, join, parse } from 'node:path';
import { UsageError } from './cli-errors.js';
import type { LocalRecording } from './recordings.js';

const EXTENSIONS: Readonly<Record<string, string>> = {
  json: '.json',
  verbose_json: '.json',
  text: '.txt',
  srt: '.srt',
  vtt: '.vtt',
  tsv: '.tsv',
};

/** The formats of a transcript. */
export const TRANSCRIPT_FORMATS = Object.keys(EXTENSIONS);

/** The format that the name of a file asks for: `srt` in `talk.srt`. Undefined where its ending is none of ours. */
export function formatOfName(file: string): string | undefined {
  const extension = extname(file).toLowerCase();
  return TRANSCRIPT_FORMATS.find((format) => EXTENSIONS[format] === extension);
}

/** The format of a transcript: what was asked for, else what the file is named for that it goes to, else text. */
export function formatFor(asked: string | undefined, file: string | undefined): string {
  return asked ?? (file === undefined ? undefined : formatOfName(file)) ?? 'text';
}

/**
 * Where the transcript of each recording goes in `folder`: `talks/a.mp3` to `talks/a.srt`. Two that differ in their ending
 * alone keep it, as in `talks/a.mp3.srt`: what a file is called does not depend on which of them was found first.
 */
export function targetsIn(
  folder: string,
  recordings: readonly LocalRecording[],
  format: string,
): Map<LocalRecording, string> {
  const extension = EXTENSIONS[format] ?? '';
  const stems = new Set<string>();
  const shared = new Set<string>();
  for (const recording of recordings) {
    const stem = stemOf(pathInside(recording));
    (stems.has(stem) ? shared : stems).add(stem);
  }
  const targets = new Map<LocalRecording, string>();
  const taken = new Set<string>();
  for (const recording of recordings) {
    const path = pathInside(recording);
    const stem = stemOf(path);
    const target = join(folder, (shared.has(stem) ? path : stem) + extension);
    if (taken.has(target)) throw new UsageError(`two recordings would be written to ${target}`);
    taken.add(target);
    targets.set(recording, target);
  }
  return targets;
}

/** A pattern may lead out of the working directory: such a recording goes by its name alone. */
function pathInside({ name }: LocalRecording): string {
  return name.startsWith('..') ? basename(name) : name;
}

function stemOf(path: string): string {
  const { dir, name } = parse(path);
  return join(dir, name);
}

/** Whether `-o` names a folder: it is one, or is written as one. */
export async function isFolder(output: string): Promise<boolean> {
  return /[/\\]$/.test(output) || (await stat(output).catch(() => null))?.isDirectory() === true;
}

/** Whether a file is there that writing to `target` would replace. */
export async function isTaken(target: string): Promise<boolean> {
  return (await stat(target).catch(() => null)) !== null;
}

/** Throws unless nothing is lost by writing to `targets`. */
export async function assertFree(targets: Iterable<string>): Promise<void> {
  for (const target of targets) {
    if (await isTaken(target)) throw new UsageError(`${target} is there already: remove it, or add --force`);
  }
}
