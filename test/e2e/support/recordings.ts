import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of the manifest of the shared recordings. */
export interface Recording {
  readonly file: string;
  readonly set: string;
  readonly seconds: number | null;
  readonly reference: string | null;
  readonly primary: boolean;
}

const RECORDINGS_DIR = join(import.meta.dirname, '../../../../shared/data');
const MANIFEST = join(RECORDINGS_DIR, 'manifest.jsonl');

/** 3.5 seconds: "For the twentieth time that evening the two men shook hands." */
export const SHORT_SPEECH = join(import.meta.dirname, '../../fixtures/arctic-aew-a0003.wav');
/** 11 seconds of a speech, 8 kHz. */
export const SPEECH = join(import.meta.dirname, '../../fixtures/jfk-mulaw-8k.wav');

export const hasRecordings = existsSync(MANIFEST);
if (!hasRecordings)
  console.warn('\n!!! NO SHARED RECORDINGS beside the repository: tests on them are SKIPPED.\n');

/** The shared recordings; none when they are not here. */
export const recordings: readonly Recording[] = hasRecordings
  ? readFileSync(MANIFEST, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Recording)
  : [];

/** 407 seconds, read aloud: some 20 s of one recogniser. Shared. */
export const LONG_SPEECH = join(RECORDINGS_DIR, 'long/lj-LJ001-0001-0060.mp3');
/** 127 seconds of a speech. Shared. */
export const RADIO_ADDRESS = join(RECORDINGS_DIR, 'speech/bush-radio-address-2008.flac');

export const recordingPath = (file: string): string => join(RECORDINGS_DIR, file);
