import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DEFAULT_MODEL_ID,
  MODEL_CATALOGUE,
  ModelCatalogue,
  VAD_MODEL_ID,
} from '../../src/models/model-catalogue.js';
import { ModelStore } from '../../src/models/model-store.js';
import type { Model } from '../../src/models/model.js';

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
    vadModelPath: join(vad.dir, 'silero_vad_v5_windows.onnx'),
    moonshineDir: moonshine.dir,
  };
}

/** Silero VAD as it is published, before anything is derived from it. */
export async function publishedVad(): Promise<string> {
  const { sources, ...vad } = MODEL_CATALOGUE.get(VAD_MODEL_ID);
  const published: Model = {
    ...vad,
    id: 'silero-vad-published',
    sources: sources.map((source) => ({ ...source, files: [PUBLISHED_VAD] })),
  };
  const store = new ModelStore({ modelsDir: CACHE_DIR, catalogue: new ModelCatalogue([published]) });
  const { dir } = await store.ensure(published.id);
  return join(dir, PUBLISHED_VAD.to);
}

const PUBLISHED_VAD = {
  from: 'package/dist/silero_vad_v5.onnx',
  to: 'silero_vad_v5.onnx',
  sizeBytes: 2_327_524,
  sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
};
