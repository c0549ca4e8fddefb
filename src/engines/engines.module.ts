import {
  type DynamicModule,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { InstalledModel } from '../models/model-store.js';
import { SpeechEngine } from '../transcription/ports/speech-engine.js';
import { EngineHealthIndicator } from './engine-health.indicator.js';
import { EngineRegistry } from './engine-registry.js';
import type { ManagedEngine } from './managed-engine.js';
import { moonshineEngine } from './moonshine/moonshine-engine.js';
import { PooledEngine } from './pooled-engine.js';
import { sherpaOnnxEngine } from './sherpa-onnx/sherpa-onnx-engine.js';

export interface EnginesOptions {
  /** A recogniser of the catalogue. */
  readonly installed: InstalledModel;
  /** Recogniser processes. */
  readonly recognisers: number;
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
      providers: [
        { provide: EngineRegistry, useFactory: () => new EngineRegistry([engineOf(options)]) },
        {
          provide: SpeechEngine,
          inject: [EngineRegistry],
          useFactory: (registry: EngineRegistry) => registry.get(modelId),
        },
        {
          provide: EngineHealthIndicator,
          inject: [SpeechEngine],
          useFactory: (engine: ManagedEngine) => new EngineHealthIndicator(engine),
        },
      ],
      exports: [EngineRegistry, SpeechEngine, EngineHealthIndicator],
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
