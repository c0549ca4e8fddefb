import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_MODEL_ID, VAD_MODEL_ID } from '../../src/models/model-catalogue.js';
import { ModelStore } from '../../src/models/model-store.js';

/** Ignored by git, and survives everything but a new `npm ci`. */
const CACHE_DIR = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.cache/steno/models');

export interface TestModels {
  readonly modelsDir: string;
  readonly vadModelPath: string;
  readonly moonshineDir: string;
}

/** The real models, fetched once and then taken from the cache. Safe to call from many test files at once. */
export async function testModels(): Promise<TestModels> {
  const store = new ModelStore({ modelsDir: CACHE_DIR });
  const moonshine = await store.ensure(DEFAULT_MODEL_ID);
  const vad = await store.ensure(VAD_MODEL_ID);
  return {
    modelsDir: CACHE_DIR,
    vadModelPath: join(vad.dir, 'silero_vad_v5.onnx'),
    moonshineDir: moonshine.dir,
  };
}
