import type { ModelLanguageSet } from '../domain/spoken-language.js';

/** Which models this service transcribes with, and their languages. */
export abstract class ModelLanguages {
  /** By model id. */
  abstract byModel(): ReadonlyMap<string, ModelLanguageSet>;
}
