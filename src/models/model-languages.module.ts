import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ModelLanguages } from '../transcription/ports/model-languages.js';
import { MODEL_CATALOGUE } from './model-catalogue.js';

/** A worker has one model loaded, `MODEL`: that is what can be asked for. */
@Module({
  providers: [
    {
      provide: ModelLanguages,
      inject: [APP_CONFIG],
      useFactory: ({ model }: AppConfig): ModelLanguages => {
        const languages = new Map([[model, MODEL_CATALOGUE.get(model).languages]]);
        return { byModel: () => languages };
      },
    },
  ],
  exports: [ModelLanguages],
})
export class ModelLanguagesModule {}
