import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelStore } from './model-store.js';

/** An image carries its models here, beside `dist/`: no volume mounted over `DATA_DIR` hides them. */
const SHIPPED_MODELS_DIR = fileURLToPath(new URL('../../models', import.meta.url));

/** The models of an installation: those in its data folder, and those that came with the program. */
export function localModelStore(dataDir: string): ModelStore {
  return new ModelStore({ modelsDir: join(dataDir, 'models'), shippedModelsDir: SHIPPED_MODELS_DIR });
}
