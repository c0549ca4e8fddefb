import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL_ID, VAD_MODEL_ID } from '../../src/models/model-catalogue.js';
import { ModelStore } from '../../src/models/model-store.js';
import { testModels } from '../support/models.js';

/** Port 1 of this machine: nobody answers there. */
const NO_REGISTRY = { npm_config_registry: 'http://127.0.0.1:1/' };

describe('models that came with the program', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'steno-shipped-models-'));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  it('are used without a network and without a copy, although DATA_DIR has none', async () => {
    const shipped = await testModels();
    const store = new ModelStore({
      modelsDir: join(dataDir, 'models'),
      shippedModelsDir: shipped.modelsDir,
      npm: { cwd: dataDir, env: NO_REGISTRY },
      retryDelaysMs: [],
    });
    expect((await store.ensure(DEFAULT_MODEL_ID)).dir).toBe(shipped.moonshineDir);
    expect((await store.ensure(VAD_MODEL_ID)).dir).toBe(join(shipped.modelsDir, VAD_MODEL_ID));
    expect(await readdir(dataDir)).toEqual([]);
  });
});
