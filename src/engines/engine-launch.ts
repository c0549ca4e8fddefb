import type { InstalledModel } from '../models/model-store.js';

/** What an engine of recogniser processes is made from. */
export interface EngineLaunch {
  /** A model with the settings of that engine. */
  readonly installed: InstalledModel;
  /** Recogniser processes. */
  readonly recognisers: number;
  /** The compiled program of a recogniser process. Default: the engine's own. */
  readonly entry?: string;
  /** Told of each failed start of a recogniser, for the log. */
  readonly onStartFailed?: (error: unknown) => void;
}
