/** The program of a recogniser process: Moonshine on ONNX Runtime. */
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { type LoadedModel, serveRecogniser } from '../serve-recogniser.js';
import { type MoonshineFiles, MoonshineModel } from './moonshine-model.js';

serveRecogniser((config) => load(config as MoonshineFiles));

async function load(files: MoonshineFiles): Promise<LoadedModel> {
  const model = await MoonshineModel.load(files);
  // The first decoding allocates what all later ones use.
  await model.decode([{ samples: new Float32Array(SAMPLE_RATE) }]);
  return model;
}
