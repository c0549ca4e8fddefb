import {
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Segmenter } from '../../transcription/ports/segmenter.js';
import { ProcessSegmenter } from './process-segmenter.js';

export interface SegmenterModuleOptions {
  /** A Silero VAD model, ONNX. */
  readonly vadModelPath: string;
  /** Processes that are kept for the jobs to come: as many as usually run at once, and the one that is kept ready. */
  readonly maxIdleProcesses: number;
}

/** Its processes start with the application and are gone when it has shut down. */
@Module({})
export class SegmenterModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly segmenter: ProcessSegmenter) {}

  static forRoot(options: SegmenterModuleOptions): DynamicModule {
    return {
      module: SegmenterModule,
      providers: [
        { provide: ProcessSegmenter, useFactory: () => new ProcessSegmenter(options) },
        { provide: Segmenter, useExisting: ProcessSegmenter },
      ],
      exports: [Segmenter],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.segmenter.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.segmenter.close();
  }
}
