/**
 * The program of a recogniser process: loads one model, keeps it warm and decodes what its worker sends, one
 * batch at a time. It lives as long as its worker: it ends when the channel closes. Signals that a terminal or
 * a service manager sends to the whole group are the worker's to handle, it must be able to finish its jobs.
 */
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { MoonshineListener } from './moonshine-listener.js';
import type { Comparison, RecogniserReply, RecogniserRequest } from './recogniser-messages.js';
import { loadSherpaOnnx, type OfflineRecognizer, type OfflineRecognizerConfig } from './sherpa-onnx.js';

let recognizer: OfflineRecognizer | null = null;
let config: OfflineRecognizerConfig | null = null;
let listener: MoonshineListener | null = null;

process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (request: RecogniserRequest) => void answer(request).then(reply));

async function answer(request: RecogniserRequest): Promise<RecogniserReply> {
  try {
    switch (request.type) {
      case 'load':
        return load(request.config);
      case 'decode':
        return decode(request.batch);
      case 'compare':
        return await compare(request);
    }
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function load(given: OfflineRecognizerConfig): RecogniserReply {
  const { OfflineRecognizer } = loadSherpaOnnx();
  config = given;
  recognizer = new OfflineRecognizer(given);
  // The first decoding allocates what all later ones use.
  decodeOne(recognizer, new Float32Array(SAMPLE_RATE));
  return { type: 'loaded', rssBytes: process.memoryUsage.rss() };
}

function decode(batch: readonly Float32Array[]): RecogniserReply {
  if (!recognizer) throw new Error('no model is loaded');
  const loaded = recognizer;
  const texts = batch.map((samples) => decodeOne(loaded, samples));
  return { type: 'decoded', texts, rssBytes: process.memoryUsage.rss() };
}

async function compare({ samples, heard, texts }: Comparison): Promise<RecogniserReply> {
  if (!config) throw new Error('no model is loaded');
  listener ??= await MoonshineListener.load(config);
  const gains = await listener.compare(samples, heard, texts);
  return { type: 'compared', gains, rssBytes: process.memoryUsage.rss() };
}

function decodeOne(loaded: OfflineRecognizer, samples: Float32Array): string {
  const stream = loaded.createStream();
  stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE });
  loaded.decode(stream);
  return loaded.getResult(stream).text;
}

function reply(message: RecogniserReply): void {
  process.send?.(message);
}
