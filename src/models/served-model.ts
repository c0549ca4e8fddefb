import type { AppConfig } from '../config/app-config.js';
import { MODEL_CATALOGUE } from './model-catalogue.js';
import { readModelFolder } from './model-folder.js';
import type { Model } from './model.js';

/** The model that jobs run on: that of `MODEL_DIR`, or the one of the catalogue that `MODEL` names. */
export async function servedModel({ model, modelFolder }: AppConfig): Promise<Model> {
  if (!modelFolder) return MODEL_CATALOGUE.recogniser(model);
  return (await readModelFolder({ ...modelFolder, id: model })).model;
}
