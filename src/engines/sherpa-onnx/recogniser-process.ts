/** The program of a recogniser process: one model on sherpa-onnx. */
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import type { Recognition, SentUtterance } from '../recogniser-messages.js';
import { type LoadedModel, serveRecogniser } from '../serve-recogniser.js';
import {
  languageOf,
  loadSherpaOnnx,
  type OfflineRecognizer,
  type OfflineRecognizerConfig,
  withLanguage,
} from './sherpa-onnx.js';
import { wordsOf } from './token-words.js';

serveRecogniser((config) => load(config as OfflineRecognizerConfig));

function load(config: OfflineRecognizerConfig): LoadedModel {
  const { OfflineRecognizer } = loadSherpaOnnx();
  const recognizer = new OfflineRecognizer(config);
  const decode = (batch: readonly SentUtterance[]): Recognition[] =>
    batch.map((utterance) => decodeOne(recognizer, config, utterance));
  // The first decoding allocates what all later ones use.
  decode([{ samples: new Float32Array(SAMPLE_RATE), language: null, termsId: null }]);
  return { decode };
}

function decodeOne(
  recognizer: OfflineRecognizer,
  config: OfflineRecognizerConfig,
  { samples, language }: SentUtterance,
): Recognition {
  const told = withLanguage(config, language);
  if (told !== config) recognizer.setConfig(told);
  const stream = recognizer.createStream();
  stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE });
  recognizer.decode(stream);
  const result = recognizer.getResult(stream);
  return {
    text: result.text,
    language: languageOf(result),
    words: wordsOf(result, samples.length / SAMPLE_RATE),
  };
}
