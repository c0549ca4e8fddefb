import {
  type DynamicModule,
  Logger,
  Module,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ProviderKeys } from '../api-key/ports/provider-keys.js';
import type { InstalledModel } from '../models/model-store.js';
import { SpeechEngines } from '../transcription/ports/speech-engine.js';
import { EngineHealthIndicator } from './engine-health.indicator.js';
import { EngineRegistry } from './engine-registry.js';
import { moonshineEngine } from './moonshine/moonshine-engine.js';
import { OpenAiEngines } from './openai/openai-engines.js';
import { PooledEngine } from './pooled-engine.js';
import { sherpaOnnxEngine } from './sherpa-onnx/sherpa-onnx-engine.js';

export interface EnginesOptions {
  /** A recogniser of the catalogue. */
  readonly installed: InstalledModel;
  /** Recogniser processes. */
  readonly recognisers: number;
  /** To providers, under way at once. */
  readonly providerRequests: number;
  /** Export the port `ProviderKeys`. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/**
 * The engines of a worker: they start with the application and are gone when it has shut down. The only file that
 * knows a concrete engine.
 */
@Module({})
export class EnginesModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly registry: EngineRegistry) {}

  static forRoot(options: EnginesOptions): DynamicModule {
    const modelId = options.installed.model.id;
    return {
      module: EnginesModule,
      imports: options.imports,
      providers: [
        {
          provide: EngineRegistry,
          inject: [ProviderKeys],
          useFactory: (keys: ProviderKeys) =>
            new EngineRegistry(
              [engineOf(options)],
              new OpenAiEngines(keys, { maxRequests: options.providerRequests }),
            ),
        },
        { provide: SpeechEngines, useExisting: EngineRegistry },
        {
          provide: EngineHealthIndicator,
          inject: [EngineRegistry],
          useFactory: (registry: EngineRegistry) => new EngineHealthIndicator(registry.get(modelId)),
        },
      ],
      exports: [SpeechEngines, EngineHealthIndicator],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.registry.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.registry.close();
  }
}

/** By the settings of the model. */
function engineOf({ installed, recognisers }: EnginesOptions): PooledEngine {
  const logger = new Logger(PooledEngine.name);
  const create = installed.model.settings.engine === 'moonshine' ? moonshineEngine : sherpaOnnxEngine;
  return create({
    installed,
    recognisers,
    onStartFailed: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn('a recogniser did not start', { model: installed.model.id, reason });
    },
  });
}
