import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_CATALOGUE, type ModelCatalogue } from './model-catalogue.js';
import { ModelError } from './model-error.js';
import { fetchModel, type FetchSettings, type ProgressListener } from './model-fetcher.js';
import { matchGivenFiles } from './given-files.js';
import type { InstalledModel } from './installed-model.js';
import { checkFile, noteOfComplete } from './model-files.js';
import type { ModelNote } from './model-note.js';
import type { Model, ModelSource } from './model.js';
import { partialBytes, removePartial, sweepPartials } from './partial-download.js';
import { createStagingDir, sweepStagingDirs } from './staging-dir.js';

export type { InstalledModel } from './installed-model.js';

export interface ModelStoreOptions extends Partial<FetchSettings> {
  /** Absolute. One folder for each model. */
  readonly modelsDir: string;
  /** Absolute. Models that came with the program, used where `modelsDir` lacks them; never written to. */
  readonly shippedModelsDir?: string;
  /** Default: the models that Steno knows. */
  readonly catalogue?: ModelCatalogue;
}

/** What there is of a model on this machine. */
export interface ModelState {
  readonly model: Model;
  /** Null: it is not here. */
  readonly installed: { readonly dir: string; readonly note: ModelNote } | null;
  /** Of a download that may go on. */
  readonly partialBytes: number;
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
    const fetching = this.fetch(this.catalogue.get(id), new Map(), options.onProgress ?? ignoreProgress);
    this.fetching.set(id, fetching);
    try {
      return await fetching;
    } finally {
      this.fetching.delete(id);
    }
  }

  /**
   * The model from archives that somebody brought to this machine, in any order and under any names; replaces one that is
   * here. Throws as {@link ensure}, and `model_corrupt` when one of its archives is not among them.
   */
  async install(
    id: string,
    paths: readonly string[],
    options: { onProgress?: ProgressListener } = {},
  ): Promise<InstalledModel> {
    const model = this.catalogue.get(id);
    const given = await matchGivenFiles(model, paths);
    return await this.fetch(model, given, options.onProgress ?? ignoreProgress);
  }

  /** The model if it is here and whole, by name and size. Throws `model_unknown`. */
  async find(id: string): Promise<InstalledModel | null> {
    const { model, installed } = await this.state(id);
    return installed && { model, dir: installed.dir };
  }

  /** Throws `model_unknown`. */
  async state(id: string): Promise<ModelState> {
    const model = this.catalogue.get(id);
    const archives = model.sources.filter((source) => source.type === 'archive');
    const sizes = await Promise.all(archives.map((source) => partialBytes(this.modelsDir, source)));
    return {
      model,
      installed: await this.locate(model),
      partialBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    };
  }

  /** Of every model of the catalogue, in its order. */
  async states(): Promise<ModelState[]> {
    return await Promise.all(this.catalogue.models.map(({ id }) => this.state(id)));
  }

  /**
   * Reads every byte of the model and compares it with what was written down when it was fetched. Throws
   * `model_unavailable` when it is not here, `model_corrupt` when it is damaged.
   */
  async verify(id: string): Promise<ModelNote> {
    const { installed } = await this.state(id);
    if (!installed) throw new ModelError('model_unavailable', `The model ${id} is not installed.`);
    for (const file of installed.note.files) await checkFile(installed.dir, file);
    return installed.note;
  }

  /** With what has arrived of it. One that came with the program stays. */
  async remove(id: string): Promise<void> {
    const { id: name, sources } = this.catalogue.get(id);
    await rm(join(this.modelsDir, name), { recursive: true, force: true });
    for (const source of sources) if (source.type === 'archive') await removePartial(this.modelsDir, source);
  }

  private async locate(model: Model): Promise<ModelState['installed']> {
    for (const modelsDir of this.searchedDirs) {
      const dir = join(modelsDir, model.id);
      const note = await noteOfComplete(dir, model);
      if (note) return { dir, note };
    }
    return null;
  }

  private async fetch(
    model: Model,
    given: ReadonlyMap<ModelSource, string>,
    onProgress: ProgressListener,
  ): Promise<InstalledModel> {
    await mkdir(this.modelsDir, { recursive: true });
    await sweepStagingDirs(this.modelsDir);
    await sweepPartials(this.modelsDir);
    const stagingDir = await createStagingDir(this.modelsDir);
    try {
      const settings = this.fetchSettings;
      const prepared = await fetchModel({ model, stagingDir, settings, given, onProgress });
      return await this.publish(model, prepared, stagingDir, given.size > 0);
    } finally {
      await rm(stagingDir, { recursive: true, force: true });
    }
  }

  /** Renames the prepared folder into place. Whoever comes second finds the model there and is content. */
  private async publish(
    model: Model,
    prepared: string,
    stagingDir: string,
    replace: boolean,
  ): Promise<InstalledModel> {
    const dir = join(this.modelsDir, model.id);
    if (replace || !(await noteOfComplete(dir, model))) {
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
