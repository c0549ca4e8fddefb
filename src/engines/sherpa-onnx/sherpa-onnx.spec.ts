import { describe, expect, it } from 'vitest';
import { MODEL_CATALOGUE } from '../../models/model-catalogue.js';
import { languageOf, recognizerConfig, type SherpaOnnxSettings, withLanguage } from './sherpa-onnx.js';

function configOf(id: string) {
  return recognizerConfig(MODEL_CATALOGUE.get(id).settings as SherpaOnnxSettings, '/m');
}

describe('recognizerConfig', () => {
  it('names every file of every model by its path', () => {
    const recognisers = MODEL_CATALOGUE.models.filter(({ settings }) => settings.engine === 'sherpa-onnx');
    for (const { id, sources } of recognisers) {
      const config = JSON.stringify(configOf(id));
      for (const { to } of sources.flatMap(({ files }) => [...files])) expect(config).toContain(`"/m/${to}"`);
    }
  });

  it('says of which kind a transducer is', () => {
    expect(configOf('parakeet-tdt-0.6b-v3').modelConfig.modelType).toBe('nemo_transducer');
    expect(configOf('zipformer-en').modelConfig.modelType).toBe('transducer');
  });
});

describe('withLanguage', () => {
  it('tells Whisper the language, or to find it out', () => {
    const config = configOf('whisper-tiny');
    expect(withLanguage(config, 'de').modelConfig.whisper).toMatchObject({
      language: 'de',
      task: 'transcribe',
    });
    expect(withLanguage(config, null).modelConfig.whisper).toMatchObject({ language: '' });
  });

  it('tells Canary the language, and never to translate', () => {
    const told = withLanguage(configOf('canary-180m-flash'), 'fr').modelConfig.canary;
    expect(told).toMatchObject({ srcLang: 'fr', tgtLang: 'fr' });
  });

  it('leaves the others as they are', () => {
    for (const id of ['moonshine-base-en', 'parakeet-tdt-0.6b-v3', 'zipformer-en', 'sense-voice']) {
      const config = configOf(id);
      expect(withLanguage(config, 'en')).toBe(config);
    }
  });

  it('speaks of Javanese as Whisper does', () => {
    expect(withLanguage(configOf('whisper-base'), 'jv').modelConfig.whisper).toMatchObject({
      language: 'jw',
    });
    expect(languageOf({ text: '', lang: 'jw', tokens: [], timestamps: [], durations: [] })).toBe('jv');
  });
});

describe('languageOf', () => {
  it.each([
    ['en', 'en'],
    ['<|yue|>', 'yue'],
    ['<|nospeech|>', null],
    ['', null],
  ])('reads %j as %j', (lang, language) => {
    expect(languageOf({ text: '', lang, tokens: [], timestamps: [], durations: [] })).toBe(language);
  });
});
