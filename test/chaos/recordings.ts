import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SHORT_SPEECH, SPEECH } from '../e2e/support/recordings.js';

/** A recording of the load, by what becomes of it. */
export interface LoadRecording {
  readonly path: string;
  /** The code that its jobs fail with; null: they finish. */
  readonly failsWith: string | null;
}

const WAV_HEADER_BYTES = 44;

/** Long enough to be interrupted: some 4 s of decoding each. */
const REPEATS = [20, 25, 30];

/** Short and long ones, and one that is none, in `folder`. */
export async function prepareRecordings(folder: string): Promise<LoadRecording[]> {
  const long = REPEATS.map((times) => join(folder, `spoken-${times}-times.wav`));
  const speech = await readFile(SHORT_SPEECH);
  await Promise.all(REPEATS.map((times, index) => writeFile(long[index] ?? '', repeated(speech, times))));
  const broken = join(folder, 'broken.mp3');
  await writeFile(broken, 'This is no recording.');
  return [
    ...[SHORT_SPEECH, SHORT_SPEECH, SPEECH, SPEECH, ...long].map((path) => ({ path, failsWith: null })),
    { path: broken, failsWith: 'unsupported_media' },
  ];
}

/** A plain WAV file whose sound comes so often. */
function repeated(wav: Buffer, times: number): Buffer {
  const sound = wav.subarray(WAV_HEADER_BYTES, WAV_HEADER_BYTES + wav.readUInt32LE(WAV_HEADER_BYTES - 4));
  const header = Buffer.from(wav.subarray(0, WAV_HEADER_BYTES));
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + sound.length * times, 4);
  header.writeUInt32LE(sound.length * times, WAV_HEADER_BYTES - 4);
  return Buffer.concat([header, ...Array.from({ length: times }, () => sound)]);
}
