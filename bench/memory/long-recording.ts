import { open, readFile } from 'node:fs/promises';
import type { Recording } from '../recordings.js';
import { wavHeader } from '../wav-header.js';

const RATE = 16_000;
const BYTES_PER_SAMPLE = 2;

/** Between one recording and the next. */
const PAUSE_SECONDS = 0.6;

/**
 * Writes a WAV file of so many seconds of real speech, the shared recordings that are mono PCM of 16 bits at 16 kHz in
 * turns, over and over. On a second channel they come half a round later.
 */
export async function writeLongRecording(
  path: string,
  recordings: readonly Recording[],
  seconds: number,
  channels: 1 | 2,
): Promise<void> {
  const pieces = (await Promise.all(recordings.map(({ path: file }) => samplesOf(file)))).filter(
    (samples) => samples !== null,
  );
  if (pieces.length === 0) throw new Error('None of the recordings is WAV at 16 kHz.');
  const pause = Buffer.alloc(PAUSE_SECONDS * RATE * BYTES_PER_SAMPLE);
  const round = Buffer.concat(pieces.flatMap((piece) => [piece, pause]));
  const half = Math.floor(round.length / 4) * BYTES_PER_SAMPLE;
  const interleaved =
    channels === 1
      ? round
      : interleave(round, Buffer.concat([round.subarray(half), round.subarray(0, half)]));
  const dataBytes = Math.round(seconds * RATE) * BYTES_PER_SAMPLE * channels;
  const file = await open(path, 'w');
  try {
    await file.write(wavHeader(channels, dataBytes));
    for (let written = 0; written < dataBytes; written += interleaved.length) {
      await file.write(interleaved.subarray(0, dataBytes - written));
    }
  } finally {
    await file.close();
  }
}

/** Null for a file of another form. */
async function samplesOf(path: string): Promise<Buffer | null> {
  if (!path.endsWith('.wav')) return null;
  const file = await readFile(path);
  const isPlain =
    file.readUInt16LE(20) === 1 &&
    file.readUInt16LE(22) === 1 &&
    file.readUInt32LE(24) === RATE &&
    file.readUInt16LE(34) === 8 * BYTES_PER_SAMPLE;
  const data = file.indexOf('data');
  if (!isPlain || data < 0) return null;
  const bytes = Math.min(file.readUInt32LE(data + 4), file.length - data - 8);
  return file.subarray(data + 8, data + 8 + bytes - (bytes % BYTES_PER_SAMPLE));
}

function interleave(left: Buffer, right: Buffer): Buffer {
  const both = Buffer.alloc(left.length + right.length);
  for (let at = 0; at < left.length; at += BYTES_PER_SAMPLE) {
    left.copy(both, 2 * at, at, at + BYTES_PER_SAMPLE);
    right.copy(both, 2 * at + BYTES_PER_SAMPLE, at, at + BYTES_PER_SAMPLE);
  }
  return both;
}
