import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KnownWord, TimedRecording } from './timed-recording.js';

const SCRIPT = join(import.meta.dirname, 'festival-words.scm');

/** Whether the synthesiser is installed. */
export async function hasFestival(): Promise<boolean> {
  try {
    await promisify(execFile)('festival', ['--version']);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Sentences that Festival says: it puts the sounds together and so knows when each word starts and ends. */
export async function synthesisedSentences(
  folder: string,
  sentences: readonly string[],
): Promise<TimedRecording[]> {
  const said: TimedRecording[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const path = join(folder, `festival-${index}.wav`);
    const say = `(say ${JSON.stringify(sentence)} ${JSON.stringify(path)})`;
    const { stdout } = await promisify(execFile)('festival', ['--batch', SCRIPT, say]);
    said.push({ path, words: readWords(stdout) });
  }
  return said;
}

function readWords(lines: string): KnownWord[] {
  const words: KnownWord[] = [];
  for (const line of lines.trim().split('\n')) {
    const [start, end, text = ''] = line.split('\t');
    const before = words.at(-1);
    if (before && Number(end) === 0) words.splice(-1, 1, { ...before, text: before.text + text });
    else words.push({ text, startSeconds: Number(start), endSeconds: Number(end) });
  }
  return words;
}
