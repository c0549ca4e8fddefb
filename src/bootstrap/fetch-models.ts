import { Logger } from '@nestjs/common';
import { loadConfig } from '../config/load-config.js';
import { StenoLogger } from '../logging/steno-logger.js';
import { provideModels } from './provide-models.js';

/**
 * Fetches the models of a worker into `DATA_DIR/models` ahead of its first start: for images, and for machines that
 * will have no network.
 */
export async function runFetchModels(): Promise<void> {
  const config = loadConfig({ servesApi: false });
  Logger.overrideLogger(new StenoLogger(config.logLevel));
  const logger = new Logger('Models');
  const { model, vadModelPath } = await provideModels(config, logger);
  logger.log('the models are here', { model: model.dir, vad: vadModelPath });
}
