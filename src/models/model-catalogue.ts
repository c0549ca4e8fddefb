import { CANARY_180M_FLASH, PARAKEET_TDT_V2, PARAKEET_TDT_V3 } from './catalogue/nemo-models.js';
import { MOONSHINE_BASE_EN, MOONSHINE_TINY_EN } from './catalogue/moonshine-models.js';
import { SENSE_VOICE } from './catalogue/sense-voice.js';
import { SILERO_VAD } from './catalogue/silero-vad.js';
import { WHISPER_MODELS } from './catalogue/whisper-models.js';
import { ZIPFORMER_EN } from './catalogue/zipformer-models.js';
import type { Model } from './model.js';
import { ModelError } from './model-error.js';

export const DEFAULT_MODEL_ID = MOONSHINE_TINY_EN.id;
export const VAD_MODEL_ID = SILERO_VAD.id;

/** The models that Steno knows, in the order in which they are listed. */
export class ModelCatalogue {
  constructor(readonly models: readonly Model[]) {}

  /** Throws {@link ModelError} `model_unknown`. */
  get(id: string): Model {
    const model = this.models.find((candidate) => candidate.id === id);
    if (model) return model;
    const known = this.models.map((candidate) => candidate.id).join(', ');
    throw new ModelError('model_unknown', `There is no model "${id}". Known models: ${known}.`);
  }

  /** One that recognises speech. Throws {@link ModelError} `model_unknown`. */
  recogniser(id: string): Model {
    const model = this.get(id);
    if (model.kind === 'recogniser') return model;
    throw new ModelError('model_unknown', `The model ${id} recognises no speech.`);
  }
}

export const MODEL_CATALOGUE = new ModelCatalogue([
  MOONSHINE_TINY_EN,
  MOONSHINE_BASE_EN,
  ...WHISPER_MODELS,
  PARAKEET_TDT_V2,
  PARAKEET_TDT_V3,
  CANARY_180M_FLASH,
  ZIPFORMER_EN,
  SENSE_VOICE,
  SILERO_VAD,
]);
