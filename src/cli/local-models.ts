import { stat } from 'node:fs/promises';
import type { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';
import { loadConfig, originOf } from '../config/load-config.js';
import { DomainError } from '../errors/domain-error.js';
import { downloadDisplay } from '../models/download-display.js';
import { localModelStore } from '../models/local-model-store.js';
import { downloadBytes } from '../models/model.js';
import { readModelFolder } from '../models/model-folder.js';
import type { ModelState, ModelStore } from '../models/model-store.js';
import { CliError, UsageError } from './cli-errors.js';
import { note } from './output.js';

/** The part of the command line that works on this machine's data folder, without a service. Loaded on demand. */
export class LocalModels {
  private constructor(
    private readonly config: AppConfig,
    private readonly store: ModelStore,
  ) {}

  /** With the data folder of the environment, as the service would read it. */
  static fromEnvironment(): LocalModels {
    try {
      const config = loadConfig({ servesApi: false });
      return new LocalModels(config, localModelStore(config.dataDir));
    } catch (error) {
      if (error instanceof ConfigError) throw new UsageError(error.message);
      throw error;
    }
  }

  /** The folder that it works on, and why that one. */
  async place(): Promise<string> {
    const { dataDir } = this.config;
    const isThere = (await stat(dataDir).catch(() => null))?.isDirectory() === true;
    return `${dataDir} (DATA_DIR ${originOf('DATA_DIR')}${isThere ? '' : '; there is no such folder'})`;
  }

  async list(): Promise<ModelView[]> {
    const views = (await this.store.states()).map((state) => this.viewOf(state));
    const { modelFolder, model: id } = this.config;
    if (!modelFolder) return views;
    const { model } = await told(readModelFolder({ ...modelFolder, id }));
    const own = { id, languages: model.languages, licence: model.licence, download_bytes: 0 };
    return [...views, { ...own, served: true, installed: true, partial_bytes: 0, dir: modelFolder.dir }];
  }

  /** Fetches it, or installs it from archives that somebody brought. Returns where it is. */
  async pull(id: string, from: readonly string[]): Promise<string> {
    const display = downloadDisplay(process.stderr, ({ modelId, step, receivedBytes, totalBytes }) =>
      note(`${step} ${modelId}: ${Math.floor((100 * receivedBytes) / totalBytes)}%`),
    );
    const { onProgress } = display;
    try {
      const pulled =
        from.length > 0
          ? this.store.install(id, from, { onProgress })
          : this.store.ensure(id, { onProgress });
      return (await told(pulled)).dir;
    } finally {
      display.end();
    }
  }

  /** False: it came with the program, and stays. */
  async remove(id: string): Promise<boolean> {
    await told(this.store.remove(id));
    return (await this.store.find(id)) === null;
  }

  /** Throws when it is not here, or damaged. The hash that it is trusted by, if its publisher gives none. */
  async verify(id: string): Promise<{ readonly trustedOnFirstUse: string | null }> {
    const { archives = [] } = await told(this.store.verify(id));
    return { trustedOnFirstUse: archives.find(({ published }) => !published)?.sha256 ?? null };
  }

  private viewOf({ model, installed, partialBytes }: ModelState): ModelView {
    return {
      id: model.id,
      languages: model.languages,
      licence: model.licence,
      download_bytes: downloadBytes(model),
      served: model.id === this.config.model && !this.config.modelFolder,
      installed: installed !== null,
      partial_bytes: partialBytes,
      dir: installed?.dir ?? null,
    };
  }
}

export interface ModelView {
  readonly id: string;
  readonly languages: readonly string[];
  readonly licence: string;
  readonly download_bytes: number;
  /** It is the one of `MODEL` or `MODEL_DIR`. */
  readonly served: boolean;
  readonly installed: boolean;
  /** Of a download that may go on. */
  readonly partial_bytes: number;
  readonly dir: string | null;
}

/** What was foreseen is told without a stack. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof DomainError ? new CliError(error.message) : error;
  }
}
