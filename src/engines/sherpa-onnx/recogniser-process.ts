/**
 * The program of a recogniser process: loads one model, keeps it warm and decodes what its worker sends, one
 * batch at a time. It lives as long as its worker: it ends when the channel closes. Signals that a terminal or
 * a service manager sends to the whole group are the worker's to handle, it must be able to finish its jobs.
 */
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import type { Recognition, RecogniserReply, RecogniserRequest, Utterance } from './recogniser-messages.js';
import {
  languageOf,
  loadSherpaOnnx,
  type OfflineRecognizer,
  type OfflineRecognizerConfig,
  withLanguage,
} from './sherpa-onnx.js';
import { wordsOf } from './token-words.js';

interface LoadedModel {
  readonly recognizer: OfflineRecognizer;
  readonly config: OfflineRecognizerConfig;
}

let model: LoadedModel | null = null;

process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (request: RecogniserRequest) => reply(answer(request)));

function answer(request: RecogniserRequest): RecogniserReply {
  try {
    return request.type === 'load' ? load(request.config) : decode(request.batch);
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function load(config: OfflineRecognizerConfig): RecogniserReply {
  const { OfflineRecognizer } = loadSherpaOnnx();
  model = { recognizer: new OfflineRecognizer(config), config };
  // The first decoding allocates what all later ones use.
  decodeOne(model, { samples: new Float32Array(SAMPLE_RATE), language: null });
  return { type: 'loaded', rssBytes: process.memoryUsage.rss() };
}

function decode(batch: readonly Utterance[]): RecogniserReply {
  if (!model) throw new Error('no model is loaded');
  const loaded = model;
  const recognised = batch.map((utterance) => decodeOne(loaded, utterance));
  return { type: 'decoded', recognised, rssBytes: process.memoryUsage.rss() };
}

function decodeOne({ recognizer, config }: LoadedModel, { samples, language }: Utterance): Recognition {
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

function reply(message: RecogniserReply): void {
  process.send?.(message);
}
