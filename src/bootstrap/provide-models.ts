import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@nestjs/common';
import { downloadDisplay } from '../models/download-display.js';
import { VAD_MODEL_ID } from '../models/model-catalogue.js';
import { type InstalledModel, ModelStore } from '../models/model-store.js';
import type { InstalledModels } from '../worker.module.js';

/** An image carries its models here, beside `dist/`: no volume mounted over `DATA_DIR` hides them. */
const SHIPPED_MODELS_DIR = fileURLToPath(new URL('../../models', import.meta.url));

/** The models that a worker needs, fetched on the first start unless they came with the program. */
export async function provideModels(
  modelsDir: string,
  modelId: string,
  logger: Logger,
): Promise<InstalledModels> {
  const store = new ModelStore({ modelsDir, shippedModelsDir: SHIPPED_MODELS_DIR });
  const model = await ensure(store, modelId, logger);
  const vad = await ensure(store, VAD_MODEL_ID, logger);
  if (vad.model.settings.engine !== 'silero-vad') throw new TypeError(`${VAD_MODEL_ID} is no VAD model`);
  return { model, vadModelPath: join(vad.dir, vad.model.settings.model) };
}

async function ensure(store: ModelStore, id: string, logger: Logger): Promise<InstalledModel> {
  const display = downloadDisplay(process.stdout, ({ receivedBytes, totalBytes }) => {
    logger.log('fetching a model', { model: id, receivedBytes, totalBytes });
  });
  try {
    return await store.ensure(id, { onProgress: display.onProgress });
  } finally {
    display.end();
  }
}
