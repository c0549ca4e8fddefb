import { describe, expect, it } from 'vitest';
import { MODEL_CATALOGUE } from './model-catalogue.js';
import { WHISPER_LANGUAGES } from './catalogue/whisper-languages.js';

const { models } = MODEL_CATALOGUE;
const sources = models.flatMap((model) => model.sources);

describe('the catalogue', () => {
  it('names each model once, by what can be the name of a folder', () => {
    const ids = models.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
  });

  it('fetches archives over HTTPS, with a hash where one is published', () => {
    for (const source of sources) {
      if (source.type !== 'archive') continue;
      expect(new URL(source.url).protocol).toBe('https:');
      expect(source.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('keeps each file under a plain name of its own', () => {
    for (const model of models) {
      const names = model.sources.flatMap(({ files }) => files.map(({ to }) => to));
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
    }
  });

  it('keeps the files that the engine is told to read, and no others', () => {
    for (const { settings, sources: from } of models) {
      const names = from.flatMap(({ files }) => files.map(({ to }) => to));
      const read = Object.values(settings).filter((value) => names.includes(String(value)));
      expect(new Set(read)).toEqual(new Set(names));
      expect(read).toHaveLength(names.length);
    }
  });

  it('has languages that exist', () => {
    const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
    for (const code of models.flatMap(({ languages }) => languages)) expect(names.of(code)).toBeDefined();
    expect(new Set(WHISPER_LANGUAGES).size).toBe(99);
  });

  it('knows what recognises speech', () => {
    expect(MODEL_CATALOGUE.recogniser('whisper-small.en').languages).toEqual(['en']);
    expect(() => MODEL_CATALOGUE.recogniser('silero-vad')).toThrow(/recognises no speech/);
    expect(() => MODEL_CATALOGUE.recogniser('whisper-huge')).toThrow(/Known models: moonshine-tiny-en/);
  });
});
