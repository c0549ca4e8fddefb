import { join } from 'node:path';
import type { Logger } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { downloadDisplay } from '../models/download-display.js';
import { localModelStore } from '../models/local-model-store.js';
import { VAD_MODEL_ID } from '../models/model-catalogue.js';
import { readModelFolder } from '../models/model-folder.js';
import type { InstalledModel, ModelStore } from '../models/model-store.js';
import type { InstalledModels } from '../worker.module.js';

const MESSAGES = { fetching: 'fetching a model', unpacking: 'unpacking a model' } as const;

/** The models that a worker needs, fetched on the first start unless they are here or came with the program. */
export async function provideModels(config: AppConfig, logger: Logger): Promise<InstalledModels> {
  const { model: id, modelFolder } = config;
  const store = localModelStore(config.dataDir);
  const model = modelFolder
    ? await readModelFolder({ ...modelFolder, id })
    : await ensure(store, store.catalogue.recogniser(id).id, logger);
  const vad = await ensure(store, VAD_MODEL_ID, logger);
  if (vad.model.settings.engine !== 'silero-vad') throw new TypeError(`${VAD_MODEL_ID} is no VAD model`);
  return { model, vadModelPath: join(vad.dir, vad.model.settings.model) };
}

async function ensure(store: ModelStore, id: string, logger: Logger): Promise<InstalledModel> {
  const display = downloadDisplay(process.stdout, ({ step, receivedBytes, totalBytes }) => {
    logger.log(MESSAGES[step], { model: id, receivedBytes, totalBytes });
  });
  try {
    return await store.ensure(id, { onProgress: display.onProgress });
  } finally {
    display.end();
  }
}
