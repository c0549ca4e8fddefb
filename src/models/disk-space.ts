import { statfs } from 'node:fs/promises';
import { ModelError } from './model-error.js';

/** Stays free: for the database and the uploads that lie on the same disk. */
const MARGIN_BYTES = 64 * 1024 * 1024;
const MEGABYTE = 1_000_000;

/** Throws {@link ModelError} `model_no_space` when the disk of `dir` has no room for so much more. */
export async function requireSpace(dir: string, modelId: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + MARGIN_BYTES) return;
  const [needed, free] = [neededBytes, freeBytes].map((bytes) => (bytes / MEGABYTE).toFixed(0));
  throw noSpace(modelId, dir, `it needs ${needed} MB while it is fetched, and ${free} MB are free`);
}

export function noSpace(modelId: string, dir: string, reason: string): ModelError {
  return new ModelError(
    'model_no_space',
    `There is no room for the model ${modelId} on the disk of ${dir}: ${reason}. Make room, or let DATA_DIR be on another disk.`,
  );
}
