import type { Model } from './model.js';

/** A model whose files are on this machine. */
export interface InstalledModel {
  readonly model: Model;
  /** Absolute; holds the files by the names that the settings of the model give them. */
  readonly dir: string;
}
