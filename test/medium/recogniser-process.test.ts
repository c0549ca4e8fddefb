import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moonshineFiles } from '../../src/engines/moonshine/moonshine-engine.js';
import type {
  RecogniserReply,
  RecogniserRequest,
  SentUtterance,
} from '../../src/engines/recogniser-messages.js';
import { recognizerConfig } from '../../src/engines/sherpa-onnx/sherpa-onnx.js';
import { type Bundle, bundleForNode } from '../support/bundle.js';
import { defaultMoonshine, publishedMoonshine } from '../support/models.js';
import { longSpeech, speech } from '../support/speech.js';

const PROGRAMS: readonly { engine: string; config: () => Promise<unknown> }[] = [
  {
    engine: 'moonshine',
    config: async () => {
      const { model, dir } = await defaultMoonshine();
      return moonshineFiles(model.settings, dir);
    },
  },
  {
    engine: 'sherpa-onnx',
    config: async () => {
      const { model, dir } = await publishedMoonshine();
      return recognizerConfig(model.settings, dir);
    },
  },
];

describe.each(PROGRAMS)('The recogniser process of $engine', ({ engine, config }) => {
  let bundle: Bundle;
  let load: RecogniserRequest;
  let recogniser: ChildProcess;

  beforeAll(async () => {
    bundle = await bundleForNode(
      join(import.meta.dirname, `../../src/engines/${engine}/recogniser-process.ts`),
    );
    load = { type: 'load', config: await config() };
  });

  afterAll(() => bundle.remove());

  beforeEach(async () => {
    recogniser = fork(bundle.file, [], { env: {}, execArgv: [], serialization: 'advanced', silent: true });
    expect(await ask(load)).toMatchObject({ type: 'loaded' });
  });

  afterEach(() => {
    recogniser.kill('SIGKILL');
  });

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

  it('says why it can load no model', async () => {
    const reply = await ask({ type: 'load', config: {} });
    expect(reply).toMatchObject({ type: 'failed', message: expect.stringMatching(/./) });
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
});

function utterance(samples: Float32Array): SentUtterance {
  return { samples, language: null, termsId: null };
}
