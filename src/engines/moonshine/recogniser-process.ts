/** The program of a recogniser process: Moonshine on ONNX Runtime. */
import { languageOf } from '../../lexicon/languages.js';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { type LoadedModel, serveRecogniser } from '../serve-recogniser.js';
import { type MoonshineFiles, MoonshineModel } from './moonshine-model.js';
import { TermShelf } from './term-shelf.js';

/** The only one that Moonshine's models speak that run here. */
const LANGUAGE = 'en';

serveRecogniser((config) => load(config as MoonshineFiles));

async function load(files: MoonshineFiles): Promise<LoadedModel> {
  const model = await MoonshineModel.load(files);
  const shelf = new TermShelf(() => languageOf(LANGUAGE));
  // The first decoding allocates what all later ones use.
  await model.decode([{ samples: new Float32Array(SAMPLE_RATE) }]);
  return {
    decode: async (batch, termsOf) => {
      const utterances = [];
      for (const { samples, termsId } of batch)
        utterances.push({ samples, terms: termsId === null ? null : await shelf.ready(termsId, termsOf) });
      return await model.decode(utterances);
    },
  };
}
