/** A child process of `raw-engine.ts`: loads the models, says `ready`, then answers one request at a time. */
import type { PublishedModels } from './published-models.js';
import { PlainTranscriber, type RawMode, type RawTranscript } from './transcribe.js';

export interface RawRequest {
  readonly path: string;
  readonly mode: RawMode;
}

export type RawReply = 'ready' | RawTranscript;

const transcriber = new PlainTranscriber(JSON.parse(process.argv[2] ?? '') as PublishedModels);
process.on('message', ({ path, mode }: RawRequest) => reply(transcriber.transcribe(path, mode)));
process.on('disconnect', () => process.exit());
reply('ready');

function reply(message: RawReply): void {
  process.send?.(message);
}
