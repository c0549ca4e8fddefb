import { writeFile } from 'node:fs/promises';
import { wavHeader } from '../wav-header.js';

const FULL_SCALE = 0x7fff;

/** Mono PCM of 16 bits at 16 kHz. */
export async function writeWav(path: string, samples: Float32Array): Promise<void> {
  const pcm = Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * FULL_SCALE);
  const data = Buffer.from(pcm.buffer);
  await writeFile(path, Buffer.concat([wavHeader(1, data.length), data]));
}
