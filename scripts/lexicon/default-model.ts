import { moonshineFiles } from '../../src/engines/moonshine/moonshine-engine.js';
import { MoonshineModel } from '../../src/engines/moonshine/moonshine-model.js';
import { localModelStore } from '../../src/models/local-model-store.js';

const DEFAULT_MODEL = 'moonshine-tiny-en';

/** The default model, of `DATA_DIR`; fetched if it is not there. */
export async function defaultModel(): Promise<MoonshineModel> {
  const store = localModelStore(process.env['DATA_DIR'] ?? './data');
  const { model, dir } = await store.ensure(DEFAULT_MODEL);
  if (model.settings.engine !== 'moonshine') throw new Error(`${DEFAULT_MODEL} is no Moonshine`);
  return await MoonshineModel.load(moonshineFiles(model.settings, dir));
}
