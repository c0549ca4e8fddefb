import { JobError } from '../transcription/domain/job-error.js';
import {
  type RecognitionRequest,
  type SpeechEngine,
  SpeechEngines,
} from '../transcription/ports/speech-engine.js';
import type { EngineStats, ManagedEngine } from './managed-engine.js';
import type { ProviderEngines } from './provider-engines.js';

/** The engines of this worker: its own, by the model that they run, and those behind provider keys. */
export class EngineRegistry extends SpeechEngines {
  private readonly engines: ReadonlyMap<string, ManagedEngine>;

  constructor(
    engines: readonly ManagedEngine[],
    private readonly providers: ProviderEngines,
  ) {
    super();
    this.engines = new Map(engines.map((engine) => [engine.modelId, engine]));
  }

  override get models(): readonly string[] {
    return [...this.engines.keys()];
  }

  override problem(): string | null {
    const problems = [...this.engines.values()].map((engine) => engine.problem());
    return problems.find((problem) => problem !== null) ?? null;
  }

  override async engineFor({ apiKeyId, model }: RecognitionRequest): Promise<SpeechEngine> {
    return apiKeyId === null ? this.get(model) : await this.providers.engineFor(apiKeyId);
  }

  /** Throws `JobError` `engine_unavailable`. */
  get(modelId: string): ManagedEngine {
    const engine = this.engines.get(modelId);
    if (!engine) throw new JobError('engine_unavailable', `This worker does not run the model ${modelId}.`);
    return engine;
  }

  /** Starts them all. Throws what the first one that cannot start throws; none runs then. */
  async start(): Promise<void> {
    try {
      await Promise.all([...this.engines.values()].map((engine) => engine.start()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  stats(): Readonly<Record<string, EngineStats>> {
    return Object.fromEntries([...this.engines].map(([modelId, engine]) => [modelId, engine.stats()]));
  }

  /** No process is left when this resolves. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.engines.values()].map((engine) => engine.close()));
  }
}
