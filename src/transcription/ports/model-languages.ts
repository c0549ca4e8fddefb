/** Which models this service transcribes with, and their languages. */
export abstract class ModelLanguages {
  /** ISO 639-1 codes by model id; the first one is the default. */
  abstract byModel(): ReadonlyMap<string, readonly string[]>;
}
