import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ModelLanguages } from '../transcription/ports/model-languages.js';
import { servedModel } from './served-model.js';

/** A worker has one model loaded: that is what can be asked for. */
@Module({
  providers: [
    {
      provide: ModelLanguages,
      inject: [APP_CONFIG],
      useFactory: async (config: AppConfig): Promise<ModelLanguages> => {
        const { id, languages: codes, findsLanguage: found } = await servedModel(config);
        const languages = new Map([[id, { codes, found }]]);
        return { byModel: () => languages };
      },
    },
  ],
  exports: [ModelLanguages],
})
export class ModelLanguagesModule {}
