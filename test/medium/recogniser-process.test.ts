import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type {
  RecogniserReply,
  RecogniserRequest,
  Utterance,
} from '../../src/engines/sherpa-onnx/recogniser-messages.js';
import { recognizerConfig } from '../../src/engines/sherpa-onnx/sherpa-onnx.js';
import { MODEL_CATALOGUE } from '../../src/models/model-catalogue.js';
import { type Bundle, bundleForNode } from '../support/bundle.js';
import { testModels } from '../support/models.js';
import { longSpeech, speech } from '../support/speech.js';

let bundle: Bundle;
let load: RecogniserRequest;
let recogniser: ChildProcess;

beforeAll(async () => {
  const source = join(import.meta.dirname, '../../src/engines/sherpa-onnx/recogniser-process.ts');
  bundle = await bundleForNode(source);
  const { settings } = MODEL_CATALOGUE.get('moonshine-tiny-en');
  if (settings.engine !== 'sherpa-onnx') throw new Error('the default model changed its engine');
  load = { type: 'load', config: recognizerConfig(settings, (await testModels()).moonshineDir) };
});

afterAll(() => bundle.remove());

beforeEach(async () => {
  recogniser = fork(bundle.file, [], { env: {}, execArgv: [], serialization: 'advanced', silent: true });
  expect(await ask(load)).toMatchObject({ type: 'loaded' });
});

afterEach(() => {
  recogniser.kill('SIGKILL');
});

const utterance = (samples: Float32Array): Utterance => ({ samples, language: null });

async function ask(request: RecogniserRequest): Promise<RecogniserReply> {
  const answered = once(recogniser, 'message');
  recogniser.send(request);
  const [reply] = (await answered) as [RecogniserReply];
  return reply;
}

it('needs nothing of the environment and answers in the order of the batch', async () => {
  const { samples, text } = speech();
  const reply = await ask({
    type: 'decode',
    batch: [samples, new Float32Array(16_000), samples].map(utterance),
  });
  expect(reply).toMatchObject({ type: 'decoded' });
  expect('recognised' in reply && reply.recognised.map((heard) => heard.text.trim())).toEqual([
    text,
    '',
    text,
  ]);
});

it('goes on when the whole process group is told to stop: its worker decides', async () => {
  recogniser.kill('SIGINT');
  recogniser.kill('SIGTERM');
  expect(await ask({ type: 'decode', batch: [utterance(speech().samples)] })).toMatchObject({
    type: 'decoded',
  });
});

it('ends when its worker is gone, even while it decodes', async () => {
  const exited = once(recogniser, 'exit');
  recogniser.send({ type: 'decode', batch: [utterance(longSpeech(20))] } satisfies RecogniserRequest);
  recogniser.disconnect();
  expect(await exited).toEqual([0, null]);
});
